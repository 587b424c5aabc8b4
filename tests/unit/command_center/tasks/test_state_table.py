"""What a task may do next."""

from __future__ import annotations

from itertools import product

import pytest

from command_center.tasks.action import TaskAction
from command_center.tasks.state import TaskState
from command_center.tasks.state_table import TABLE, actions, after
from sharp_eyes.errors import Refused

MAIN_LINE = [
    ("opened", "accept", "accepted"),
    ("accepted", "arrive", "on_site"),
    ("on_site", "report", "reported"),
    ("reported", "close", "closed"),
    ("closed", "archive", "archived"),
]
SIDE_STEPS = [
    ("accepted", "return", "opened"),
    ("on_site", "return", "opened"),
    ("reported", "return", "accepted"),
    ("opened", "urge", "opened"),
    ("accepted", "urge", "accepted"),
    ("on_site", "urge", "on_site"),
    ("opened", "cancel", "cancelled"),
    ("accepted", "cancel", "cancelled"),
    ("on_site", "cancel", "cancelled"),
    ("reported", "cancel", "cancelled"),
    ("cancelled", "open", "opened"),
]
ALLOWED = {(one, step): following for one, step, following in MAIN_LINE + SIDE_STEPS}


@pytest.mark.parametrize(("state", "action"), list(product(TaskState, TaskAction)))
def test_a_step_is_taken_when_the_table_says_so_and_refused_otherwise(
    state: TaskState, action: TaskAction
) -> None:
    expected = ALLOWED.get((state.value, action.value))
    if expected is None:
        with pytest.raises(Refused, match=action.value):
            after(state, action)
    else:
        assert after(state, action) == expected


def test_people_are_offered_what_the_table_allows_but_not_what_belongs_to_the_incident() -> None:
    assert [action.value for action in actions(TaskState.OPENED)] == ["accept", "urge"]
    assert actions(TaskState.ARCHIVED) == ()
    assert all(action not in actions(state) for state in TaskState for action in ("open", "cancel"))


def test_no_step_leads_out_of_archived_and_only_the_incident_leads_out_of_cancelled() -> None:
    assert not [state for state, _ in TABLE if state == "archived"]
    assert [action for state, action in TABLE if state == "cancelled"] == ["open"]
    assert actions(TaskState.CANCELLED) == ()
