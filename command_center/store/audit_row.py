"""Table ``audit``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import ROW_NUMBER, Base
from command_center.store.utc_datetime import UtcDateTime


class AuditRow(Base):
    """Who did what, when, what for and to what; only ever added to.

    Attributes:
        id: Counts the rows, never used twice.
        at: UTC.
        who: User name, or ``machine``.
        session_id: The session, where there is one.
        what: For example ``evidence.opened``.
        purpose: What the session was for.
        subject: For example ``evidence/<sha256>`` or ``camera/<id>``.
        detail: What else is worth knowing, in short; no secret.
    """

    __tablename__ = "audit"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    who: Mapped[str] = mapped_column(String(64))
    session_id: Mapped[str | None] = mapped_column(String(26))
    what: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(100))
    detail: Mapped[str] = mapped_column(String(500), default="")
