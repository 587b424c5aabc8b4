"""Table ``legal_hold``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.incident_row import IncidentRow
from command_center.store.utc_datetime import UtcDateTime


class LegalHoldRow(Base):
    """A case of which nothing may be purged; lifting it removes the row, the trail keeps both.

    Attributes:
        incident_id: The case.
        set_at: UTC.
        set_by: User name.
        reason: Why, for example the number of a file.
    """

    __tablename__ = "legal_hold"

    incident_id: Mapped[str] = mapped_column(ForeignKey(IncidentRow.id), primary_key=True)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime())
    set_by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500))
