"""Opens tasks and takes them from step to step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed import feed_log
from command_center.registry.directory_holder import DirectoryHolder
from command_center.store.incident_record import AnyIncident
from command_center.store.incident_row import IncidentRow
from command_center.store.plain_rows import insert_rows
from command_center.store.task_row import TaskRow
from command_center.store.task_step_row import TaskStepRow
from command_center.tasks.action import TaskAction
from command_center.tasks.deadline import Deadline, DeadlineName
from command_center.tasks.deadlines import deadlines, next_due_at
from command_center.tasks.state import TaskState
from command_center.tasks.state_table import TABLE, after
from command_center.tasks.task_text import model_text, title
from command_center.tasks.working_days import WorkingDays
from command_center.views.task_view import StepView, TaskView
from command_center.views.task_views import task_view, task_views
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.clock import Clock
from sharp_eyes.identifiers import UlidSource

MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class TaskDesk:
    """The only place that writes tasks.

    Attributes:
        directory: Names and places.
        calendar: Working days, for deadlines.
        clock: Time.
        ulids: Task ids.
    """

    directory: DirectoryHolder
    calendar: WorkingDays
    clock: Clock
    ulids: UlidSource

    async def open(
        self, session: AsyncSession, incident: IncidentRow, *, opened_by: str, note: str = ""
    ) -> TaskRow | None:
        """Open the task of one incident.

        Args:
            session: A writing session; writers take turns, so that the look and the insert are
                one, and the table's unique constraint stands behind them.
            incident: Its incident, flushed.
            opened_by: ``machine`` or a user name.
            note: Goes into the first step.

        Returns:
            The task, or none when the incident already has one; one that was cancelled is opened
            again, with fresh deadlines.
        """
        row = await session.scalar(select(TaskRow).where(TaskRow.incident_id == incident.id))
        if row is not None:
            if row.state != TaskState.CANCELLED.value:
                return None
            due = deadlines(IncidentKind(row.kind), self.clock.now(), self.calendar)
            row.due = [{"what": one.what.value, "at": one.at.isoformat()} for one in due]
            self.step(session, row, TaskAction.OPEN, opened_by, note)
            return row
        row = TaskRow(**self._values(incident, None, opened_by))
        session.add(row)
        # Steps refer to their tasks, which have to be there first.
        await session.flush()
        self._add_step(session, row, opened_by, TaskAction.OPEN, note)
        return row

    async def open_all(
        self, session: AsyncSession, incidents: Sequence[tuple[AnyIncident, str | None]]
    ) -> list[TaskView]:
        """Let the machine open the tasks of incidents that are known to have none: fresh ones.

        Args:
            session: A writing session.
            incidents: Each incident, as it is written, with the grid that its alert named, for a
                camera that is not registered.

        Returns:
            The tasks, to be announced.
        """
        if not incidents:
            return []
        now = self.clock.now()
        tasks = [self._values(incident, grid, MACHINE) for incident, grid in incidents]
        step = {"at": now, "who": MACHINE, "action": TaskAction.OPEN.value, "note": ""}
        steps = [{"task_id": task["id"], **step} for task in tasks]
        await session.run_sync(insert_rows, TaskRow, tasks)
        await session.run_sync(insert_rows, TaskStepRow, steps)
        begun = [StepView.model_validate(step)]
        return [task_view(TaskRow(**task), self.directory.current, begun, now) for task in tasks]

    def _values(self, incident: AnyIncident, grid: str | None, opened_by: str) -> dict[str, Any]:
        now = self.clock.now()
        kind = IncidentKind(incident.kind)
        location = (incident.location[0], incident.location[1]) if incident.location else None
        place = self.directory.current.place(
            incident.camera_id, region=incident.region, grid=grid, location=location
        )
        due = deadlines(kind, now, self.calendar)
        directory = self.directory.current
        heading = title(
            kind,
            directory.camera_name(incident.camera_id),
            incident,
            directory.region_names.get(incident.region, ""),
        )
        return {
            "id": self.ulids.new(),
            "incident_id": incident.id,
            "kind": kind.value,
            "title_zh": heading.zh[:200],
            "title_en": heading.en[:200],
            "state": TaskState.OPENED.value,
            "region": incident.region,
            "grid": place.grid,
            "unit": place.unit,
            "assigned": place.assigned,
            "location": incident.location,
            "opened_at": now,
            "opened_by": opened_by,
            "opened_by_model": model_text(incident)[:200],
            "due": [{"what": one.what.value, "at": one.at.isoformat()} for one in due],
            "next_due_at": next_due_at(due, TaskState.OPENED),
            "overdue": False,
        }

    def step(
        self, session: AsyncSession, row: TaskRow, action: TaskAction, who: str, note: str
    ) -> None:
        """Take one step.

        Args:
            session: A writing session.
            row: The task, of this session.
            action: Which step.
            who: ``machine`` or a user name.
            note: What was said.

        Raises:
            Refused: the state table does not allow it.
        """
        state = after(TaskState(row.state), action)
        row.state = state.value
        row.next_due_at = next_due_at(_deadlines_of(row), state)
        row.overdue = row.next_due_at is not None and row.next_due_at <= self.clock.now()
        self._add_step(session, row, who, action, note)

    async def cancel(
        self, session: AsyncSession, incident: IncidentRow, who: str, note: str
    ) -> TaskRow | None:
        """Cancel the task of a dismissed incident.

        Returns:
            The task, or none when there is none that could be cancelled any more.
        """
        row = await session.scalar(select(TaskRow).where(TaskRow.incident_id == incident.id))
        if row is None or (TaskState(row.state), TaskAction.CANCEL) not in TABLE:
            return None
        self.step(session, row, TaskAction.CANCEL, who, note)
        return row

    async def tell(self, session: AsyncSession, rows: Sequence[TaskRow]) -> list[TaskView]:
        """Add the tasks' present state to the feed, in the transaction that changed them.

        Returns:
            The views, to be announced after the commit.
        """
        await session.flush()
        views = await task_views(session, self.directory.current, rows, self.clock.now())
        self.announce(session, views)
        return views

    def announce(self, session: AsyncSession, tasks: Iterable[TaskView]) -> None:
        """Add tasks to the feed as they are now, in the transaction that changed them."""
        now = self.clock.now()
        for task in tasks:
            feed_log.append(session, "task", task.region, now, task)

    async def mark_overdue(self, session: AsyncSession) -> list[TaskView]:
        """Tell of tasks of which a deadline has passed since the last look."""
        rows = (
            await session.scalars(
                select(TaskRow)
                .where(TaskRow.next_due_at <= self.clock.now(), TaskRow.overdue.is_(False))
                .limit(200)
            )
        ).all()
        for row in rows:
            row.overdue = True
        return await self.tell(session, rows)

    def _add_step(
        self, session: AsyncSession, row: TaskRow, who: str, action: TaskAction, note: str
    ) -> None:
        session.add(
            TaskStepRow(
                task_id=row.id, at=self.clock.now(), who=who, action=action.value, note=note
            )
        )


def _deadlines_of(row: TaskRow) -> list[Deadline]:
    return [
        Deadline(DeadlineName(one["what"]), datetime.fromisoformat(one["at"])) for one in row.due
    ]
