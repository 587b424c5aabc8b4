"""Table ``task_step``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import ROW_NUMBER, Base
from command_center.store.task_row import TaskRow
from command_center.store.utc_datetime import UtcDateTime


class TaskStepRow(Base):
    """One step of a task; written once, never changed.

    Attributes:
        id: Counts the steps.
        task_id: Whose.
        at: UTC.
        who: ``machine`` or a user name.
        action: See ``tasks.action.TaskAction``.
        note: What was said.
    """

    __tablename__ = "task_step"

    id: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True, autoincrement=True)
    task_id: Mapped[str] = mapped_column(ForeignKey(TaskRow.id), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(2000), default="")
