"""Table ``evidence``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime
from sharp_eyes.alert.evidence import JPEG


class EvidenceRow(Base):
    """One picture or clip, whether it is here or not.

    Attributes:
        sha256: Of its bytes; also its name in the object store.
        status: ``pending``, ``stored`` or ``lost``.
        named_at: When the centre first heard of it, UTC.
        stored_at: When its bytes came, UTC.
        size_bytes: How large it is, once stored.
        media_type: ``image/jpeg`` or ``video/mp4``; what its alert says until its bytes are here.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_status_named_at", "status", "named_at"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[str] = mapped_column(String(8))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime())
    stored_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    size_bytes: Mapped[int | None] = mapped_column(default=None)
    media_type: Mapped[str] = mapped_column(String(20), default=JPEG, server_default=JPEG)
