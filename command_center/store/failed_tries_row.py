"""Table ``failed_tries``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class FailedTriesRow(Base):
    """How often somebody has tried in vain; all processes of a centre count here.

    Attributes:
        key: sha256 of what is counted: what was typed may be a password, and is not kept.
        count: How many in a row.
        last_at: The last one that failed, UTC; the first try while none is known to have.
        locked_until: Until when the next one has to wait; none while it need not.
    """

    __tablename__ = "failed_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
