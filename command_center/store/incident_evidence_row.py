"""Table ``incident_evidence``."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_row import IncidentRow


class IncidentEvidenceRow(Base):
    """Which pictures an incident names; who may see the incident may see them.

    Attributes:
        incident_id: The incident.
        sha256: The picture.
        role: What it shows.
        position: Its place among the incident's pictures.
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
