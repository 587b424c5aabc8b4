"""Table ``duty_shift``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.user_row import UserRow
from command_center.store.utc_datetime import UtcDateTime


class DutyShiftRow(Base):
    """One line of the duty roster: one person, from when to when.

    Attributes:
        id: ULID.
        user_id: Who.
        region: Where, 12 digits; empty for everywhere.
        label: What people call it.
        begins_at: UTC.
        ends_at: UTC.
        written_by: Who wrote it down.
        written_at: UTC.
    """

    __tablename__ = "duty_shift"
    __table_args__ = (UniqueConstraint("user_id", "begins_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id, ondelete="CASCADE"))
    region: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(40))
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime())
    written_by: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime())
