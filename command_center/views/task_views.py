"""Makes task views from rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.registry.directory import Directory
from command_center.store.task_row import TaskRow
from command_center.store.task_step_row import TaskStepRow
from command_center.tasks.state import TaskState
from command_center.tasks.state_table import actions
from command_center.views.task_view import StepView, TaskView


async def task_views(
    session: AsyncSession, directory: Directory, rows: Sequence[TaskRow], now: datetime
) -> list[TaskView]:
    """Make the views of tasks, in the rows' order.

    Args:
        session: Reads the steps.
        directory: Gives names.
        rows: Tasks, flushed.
        now: Against which deadlines are held.
    """
    if not rows:
        return []
    steps: dict[str, list[StepView]] = {}
    for step in await session.scalars(
        select(TaskStepRow)
        .where(TaskStepRow.task_id.in_([row.id for row in rows]))
        .order_by(TaskStepRow.id)
    ):
        steps.setdefault(step.task_id, []).append(
            StepView.model_validate(
                {"at": step.at, "who": step.who, "action": step.action, "note": step.note}
            )
        )
    return [task_view(row, directory, steps.get(row.id, []), now) for row in rows]


def task_view(
    row: TaskRow, directory: Directory, steps: Sequence[StepView], now: datetime
) -> TaskView:
    """Make the view of one task.

    Args:
        row: The task.
        directory: Gives names.
        steps: What was done, in order.
        now: Against which deadlines are held.
    """
    return TaskView.model_validate(
        {
            "id": row.id,
            "incident_id": row.incident_id,
            "kind": row.kind,
            "title": {"zh": row.title_zh, "en": row.title_en},
            "state": row.state,
            "region": row.region,
            "grid": row.grid,
            "grid_name": directory.grid_names.get(row.grid or "", ""),
            "unit": row.unit,
            "assigned": row.assigned,
            "location": row.location,
            "opened_at": row.opened_at,
            "opened_by": row.opened_by,
            "opened_by_model": row.opened_by_model,
            "due": row.due,
            "overdue": row.next_due_at is not None and row.next_due_at <= now,
            "actions": actions(TaskState(row.state)),
            "steps": steps,
        }
    )
