"""Table ``dead_letter``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class DeadLetterRow(Base):
    """An alert that was refused, as the node that keeps it tells of it (contract C6).

    Attributes:
        node: Whose outbox it lies in.
        alert_id: ULID.
        shard: Of the outbox.
        camera_id: 20 digits, or none.
        kind: Kind of incident.
        region: 12 digits: who reaches it sees the letter.
        captured_at: UTC.
        refused_at: UTC; another one where it was refused once more.
        reason: Why, in English.
        ordered: ``send_again`` or ``put_aside``; none while nobody has decided.
        ordered_at: UTC.
        ordered_by: User name.
        ordered_by_name: What is shown of them.
        why: What they said.
    """

    __tablename__ = "dead_letter"

    node: Mapped[str] = mapped_column(String(40), primary_key=True)
    alert_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    shard: Mapped[str] = mapped_column(String(40))
    camera_id: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(12))
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime())
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    ordered: Mapped[str | None] = mapped_column(String(20), default=None)
    ordered_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    ordered_by: Mapped[str | None] = mapped_column(String(64), default=None)
    ordered_by_name: Mapped[str | None] = mapped_column(String(64), default=None)
    why: Mapped[str | None] = mapped_column(String(400), default=None)
