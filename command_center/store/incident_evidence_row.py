"""Table ``incident_evidence``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_row import IncidentRow
from command_center.store.utc_datetime import UtcDateTime


class IncidentEvidenceRow(Base):
    """Which pictures an incident names; who may see the incident may see them.

    Attributes:
        incident_id: The incident.
        sha256: The picture.
        role: What it shows.
        position: Its place among the incident's pictures, as its worker counts; the pictures of two
            workers that told of one incident may have the same.
        captured_at: Capture time of the alert that named it, UTC; none where that was stored
            before the column was there.
    """

    __tablename__ = "incident_evidence"

    incident_id: Mapped[str] = mapped_column(
        ForeignKey(IncidentRow.id, ondelete="CASCADE"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(
        ForeignKey(EvidenceRow.sha256), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    captured_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
