"""Table ``audit_anchor``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class AuditAnchorRow(Base):
    """A signed place in the audit trail.

    Attributes:
        name: ``head``, the last row, or ``checkpoint``, the last that was purged.
        position: That row's id.
        hash: Its hash.
        at: When it was signed, UTC.
        key_id: By which key.
        signature: In base 64.
    """

    __tablename__ = "audit_anchor"

    name: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(100))
