"""Table ``recovery_code``."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.user_row import UserRow


class RecoveryCodeRow(Base):
    """A code that replaces the authenticator once; removed when it is used.

    Attributes:
        user_id: Whose.
        code_hash: sha256, hexadecimal.
    """

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(
        ForeignKey(UserRow.id, ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
