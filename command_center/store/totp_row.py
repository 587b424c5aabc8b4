"""Table ``totp``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.user_row import UserRow
from command_center.store.utc_datetime import UtcDateTime


class TotpRow(Base):
    """The second factor of an account.

    Attributes:
        user_id: Whose.
        sealed: The secret shared with the authenticator, encrypted.
        on_since: When its first code was right; none while it is being set up.
        last_step: The last step of 30 s of which a code was taken, so that none is taken twice.
        created_at: When the secret was made, UTC.
    """

    __tablename__ = "totp"

    user_id: Mapped[int] = mapped_column(
        ForeignKey(UserRow.id, ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    on_since: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
