"""Which steps of a task somebody may take."""

from __future__ import annotations

from collections.abc import Iterable

from command_center.accounts.viewer import Viewer
from command_center.api.access_table import STEPS
from command_center.tasks.action import TaskAction
from command_center.views.task_view import TaskView


def steps_of(viewer: Viewer, region: str, actions: Iterable[TaskAction]) -> tuple[TaskAction, ...]:
    """Return those of a task's next steps that the viewer's roles may take where it lies.

    Args:
        viewer: Who looks.
        region: The task's, 12 digits.
        actions: What the state table allows.
    """
    return tuple(
        action
        for action in actions
        if viewer.narrowed(STEPS.get(action, frozenset())).may_see(region)
    )


def as_seen_by(viewer: Viewer, task: TaskView) -> TaskView:
    """Return a task with the next steps that are the viewer's to take."""
    return task.model_copy(update={"actions": steps_of(viewer, task.region, task.actions)})
