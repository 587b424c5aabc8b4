"""The state table of grid tasks: what is not in it is forbidden."""

from __future__ import annotations

from types import MappingProxyType

from command_center.tasks.action import TaskAction as Action
from command_center.tasks.state import TaskState as State
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Refused

TABLE = MappingProxyType(
    {
        (State.OPENED, Action.ACCEPT): State.ACCEPTED,
        (State.OPENED, Action.URGE): State.OPENED,
        (State.OPENED, Action.CANCEL): State.CANCELLED,
        (State.ACCEPTED, Action.ARRIVE): State.ON_SITE,
        # The grid says: not ours, or not possible.
        (State.ACCEPTED, Action.RETURN): State.OPENED,
        (State.ACCEPTED, Action.URGE): State.ACCEPTED,
        (State.ACCEPTED, Action.CANCEL): State.CANCELLED,
        (State.ON_SITE, Action.REPORT): State.REPORTED,
        (State.ON_SITE, Action.RETURN): State.OPENED,
        (State.ON_SITE, Action.URGE): State.ON_SITE,
        (State.ON_SITE, Action.CANCEL): State.CANCELLED,
        (State.REPORTED, Action.CLOSE): State.CLOSED,
        # The centre says: not done yet.
        (State.REPORTED, Action.RETURN): State.ACCEPTED,
        (State.REPORTED, Action.CANCEL): State.CANCELLED,
        (State.CLOSED, Action.ARCHIVE): State.ARCHIVED,
        # What was dismissed has grown worse, and somebody confirmed it after all.
        (State.CANCELLED, Action.OPEN): State.OPENED,
    }
)
"""(state, action) → next state."""

PEOPLES_ACTIONS = tuple(action for action in Action if action not in (Action.OPEN, Action.CANCEL))
"""What may be asked of the task list; a task is cancelled by dismissing its incident."""


def after(state: State, action: Action) -> State:
    """Return the state that an action leads to.

    Raises:
        Refused: the table does not allow it; the message says what it does allow.
    """
    following = TABLE.get((state, action))
    if following is None:
        allowed = actions(state)
        raise Refused(
            Bilingual(
                f"任务{state.label.zh}，不能{action.label.zh}",
                f"the task is {state.label.en}; it cannot take the step {action.value!r}",
            ),
            next_step=Bilingual(
                "可用的操作：" + ("、".join(one.label.zh for one in allowed) or "无"),
                "steps it can take: " + (", ".join(one.value for one in allowed) or "none"),
            ),
        )
    return following


def actions(state: State) -> tuple[Action, ...]:
    """Return what people can do to a task in a state."""
    return tuple(action for action in PEOPLES_ACTIONS if (state, action) in TABLE)
