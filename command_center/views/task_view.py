"""A task as people see it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from command_center.tasks.action import TaskAction
from command_center.tasks.deadline import DeadlineName
from command_center.tasks.state import TaskState
from command_center.views.view import TwoLanguages, View
from sharp_eyes.alert.kind import IncidentKind


class DueView(View):
    """One deadline.

    Attributes:
        what: What has to have happened.
        at: By when.
    """

    what: DeadlineName
    at: datetime


class StepView(View):
    """One step that was taken.

    Attributes:
        at: When.
        who: ``machine`` or a user name.
        action: Which step.
        note: What was said.
    """

    at: datetime
    who: str
    action: TaskAction
    note: str


class TaskView(View):
    """One task.

    Attributes:
        id: ULID.
        incident_id: What it is about.
        kind: Kind of the incident.
        title: What to do.
        state: Where it stands.
        region: 12 digits.
        grid: 15 digits, or none: in the town's triage queue.
        grid_name: Its name, or empty.
        unit: The unit it goes to, or empty.
        assigned: ``grid``, ``village`` or ``triage``.
        location: (longitude, latitude), degrees, or none.
        opened_at: When.
        opened_by: ``machine`` or a user name.
        opened_by_model: Model, version and threshold that raised the incident.
        due: Deadlines, in order of time.
        overdue: Whether one has passed unmet.
        actions: What may be done next.
        steps: What was done.
    """

    id: str
    incident_id: str
    kind: IncidentKind
    title: TwoLanguages
    state: TaskState
    region: str
    grid: str | None
    grid_name: str
    unit: str
    assigned: Literal["grid", "village", "triage"]
    location: tuple[float, float] | None
    opened_at: datetime
    opened_by: str
    opened_by_model: str
    due: tuple[DueView, ...]
    overdue: bool
    actions: tuple[TaskAction, ...]
    steps: tuple[StepView, ...]
