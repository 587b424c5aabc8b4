"""One deadline of a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from command_center.tasks.state import TaskState


class DeadlineName(StrEnum):
    """What has to have happened by then."""

    ACKNOWLEDGED = "acknowledged"
    ON_SITE = "on_site"
    ORDER = "order"
    CONTACT = "contact"
    FIRST_ANSWER = "first_answer"
    CLOSED = "closed"

    @property
    def met_by(self) -> TaskState:
        """The state from which it is met."""
        return _MET_BY[self]


_MET_BY = {
    DeadlineName.ACKNOWLEDGED: TaskState.ACCEPTED,
    DeadlineName.ON_SITE: TaskState.ON_SITE,
    # The order has reached somebody once the unit has signed for it.
    DeadlineName.ORDER: TaskState.ACCEPTED,
    DeadlineName.CONTACT: TaskState.ON_SITE,
    DeadlineName.FIRST_ANSWER: TaskState.REPORTED,
    DeadlineName.CLOSED: TaskState.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline.

    Attributes:
        what: What has to have happened.
        at: By when, UTC.
    """

    what: DeadlineName
    at: datetime

    def met(self, state: TaskState) -> bool:
        """Tell whether a task in this state has met it."""
        return state.progress >= self.what.met_by.progress
