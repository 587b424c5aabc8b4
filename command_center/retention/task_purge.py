"""Ends the life of tasks."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.retention.aging_purge import AgingPurge
from command_center.retention.held import held_incidents
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow
from command_center.store.task_step_row import TaskStepRow
from command_center.tasks.state import TaskState

BATCH = 100


class TaskPurge(AgingPurge):
    """Removes tasks that are over, with their steps; their life counts from the last step."""

    async def batch(self) -> bool:
        """Purge at most one batch; returns whether there may be more."""
        before = self._before
        last_step = (
            select(func.max(TaskStepRow.at))
            .where(TaskStepRow.task_id == TaskRow.id)
            .scalar_subquery()
        )
        async with self._database.write() as session:
            found = (
                await session.execute(
                    select(TaskRow.id, TaskRow.incident_id, IncidentRow.camera_id)
                    .join(IncidentRow, IncidentRow.id == TaskRow.incident_id)
                    .where(TaskRow.state.in_([one.value for one in TaskState if one.over]))
                    .where(TaskRow.opened_at <= before, last_step <= before)
                    # Were it removed earlier, a word on its incident would open it once more.
                    .where(IncidentRow.state != "open")
                    .where(TaskRow.incident_id.not_in(held_incidents()))
                    .order_by(TaskRow.opened_at)
                    .limit(BATCH)
                )
            ).all()
            ids = [task_id for task_id, _, _ in found]
            for task_id, incident_id, camera in found:
                self._audit.note(
                    session,
                    MACHINE,
                    AuditedAct.TASK_PURGED,
                    f"task/{task_id}",
                    f"incident/{incident_id}",
                    camera_id=camera,
                )
            for statement in (
                delete(TaskStepRow).where(TaskStepRow.task_id.in_(ids)),
                delete(TaskRow).where(TaskRow.id.in_(ids)),
            ):
                await session.execute(statement.execution_options(synchronize_session=False))
        return len(ids) == BATCH
