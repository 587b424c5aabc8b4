"""Table ``task``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.incident_row import IncidentRow
from command_center.store.utc_datetime import UtcDateTime


class TaskRow(Base):
    """One grid task; one incident has at most one.

    Attributes:
        id: ULID.
        incident_id: What it is about.
        kind: Kind of the incident.
        title_zh: What to do, in Chinese.
        title_en: The same in English.
        state: See ``tasks.state.TaskState``.
        region: 12 digits.
        grid: 15 digits, or none: the town's triage queue.
        unit: The unit it goes to, or empty.
        assigned: ``grid``, ``village`` or ``triage`` (contract C14).
        location: (longitude, latitude) as a list, or none.
        opened_at: UTC.
        opened_by: ``machine`` or a user name.
        opened_by_model: Model, version and threshold that raised the incident.
        due: ``[{"what", "at"}]``, in order of time.
        next_due_at: The first deadline not met yet, UTC; none when all are, or it is over.
        overdue: Whether the wall was told that a deadline has passed.
    """

    __tablename__ = "task"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey(IncidentRow.id), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), index=True)
    region: Mapped[str] = mapped_column(String(12), index=True)
    grid: Mapped[str | None] = mapped_column(String(15), index=True)
    unit: Mapped[str] = mapped_column(String(60), default="")
    assigned: Mapped[str] = mapped_column(String(8))
    location: Mapped[list[Any] | None]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_by_model: Mapped[str] = mapped_column(String(200))
    due: Mapped[list[Any]]
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    overdue: Mapped[bool] = mapped_column(default=False)
