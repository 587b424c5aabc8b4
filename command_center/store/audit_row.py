"""Table ``audit``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import ROW_NUMBER, Base
from command_center.store.utc_datetime import UtcDateTime


class AuditRow(Base):
    """Who did what, when, what for and to what; only ever added to, by the trail alone.

    Attributes:
        id: The row's position in the chain; counts without a gap since the chain began.
        at: UTC.
        who: User name, or ``machine``.
        session_id: The session, where there is one.
        what: For example ``evidence.opened``.
        purpose: What the session was for.
        subject: For example ``evidence/<sha256>`` or ``camera/<id>``.
        detail: What else is worth knowing, in short; no secret.
        camera_id: The camera it is about, where it is about one.
        hash: Of the row and the one before it; none only before the chain has begun.
        seal: Signature of the last row of a batch, with the key's id.
    """

    __tablename__ = "audit"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    who: Mapped[str] = mapped_column(String(64), index=True)
    session_id: Mapped[str | None] = mapped_column(String(26))
    what: Mapped[str] = mapped_column(String(40), index=True)
    purpose: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(100), index=True)
    detail: Mapped[str] = mapped_column(String(500), default="")
    camera_id: Mapped[str | None] = mapped_column(String(20), default=None, index=True)
    hash: Mapped[str | None] = mapped_column(String(64), default=None)
    seal: Mapped[str | None] = mapped_column(String(120), default=None)
