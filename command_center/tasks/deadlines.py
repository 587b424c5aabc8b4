"""Deadlines by kind of task (the defaults of the domain)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone

from command_center.tasks.deadline import Deadline, DeadlineName
from command_center.tasks.state import TaskState
from command_center.tasks.working_days import WorkingDays
from sharp_eyes.alert.kind import IncidentKind

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Days are those of the whole country's one time zone; it has known no summer time since 1991."""

CROWD_ACKNOWLEDGED_S = 2 * 60
CROWD_ON_SITE_S = 15 * 60
FAULT_CLOSED_S = 24 * 3600
CONTACT_WORKING_DAYS = 1
ANSWER_WORKING_DAYS = 5
CLOSED_CALENDAR_DAYS = 30


def deadlines(
    kind: IncidentKind, opened_at: datetime, calendar: WorkingDays
) -> tuple[Deadline, ...]:
    """Return a task's deadlines in order of time.

    Args:
        kind: Of the incident.
        opened_at: When the task was opened, aware.
        calendar: Working days; for construction, which goes by "125": order on day 0, contact on
            day 1, first answer within 5 working days, done within 30 calendar days. Day 0 is the
            day of opening, or the first working day after it; a day ends at midnight in China.
    """

    def after_s(what: DeadlineName, seconds: int) -> Deadline:
        return Deadline(what, opened_at + timedelta(seconds=seconds))

    match kind:
        case IncidentKind.CROWD:
            return (
                after_s(DeadlineName.ACKNOWLEDGED, CROWD_ACKNOWLEDGED_S),
                after_s(DeadlineName.ON_SITE, CROWD_ON_SITE_S),
            )
        case IncidentKind.CAMERA_FAULT:
            return (after_s(DeadlineName.CLOSED, FAULT_CLOSED_S),)
        case IncidentKind.CONSTRUCTION:
            opened_on = opened_at.astimezone(CHINA).date()
            day_0 = calendar.on_or_after(opened_on)
            last_day = opened_on + timedelta(days=CLOSED_CALENDAR_DAYS)
            ends = (
                (DeadlineName.ORDER, day_0),
                (DeadlineName.CONTACT, calendar.later(day_0, CONTACT_WORKING_DAYS)),
                (DeadlineName.FIRST_ANSWER, calendar.later(day_0, ANSWER_WORKING_DAYS)),
                (DeadlineName.CLOSED, last_day),
            )
            return tuple(Deadline(what, _end_of(day)) for what, day in ends)


def next_due_at(due: Iterable[Deadline], state: TaskState) -> datetime | None:
    """Return the first deadline not met yet; none when there is none, or the task is over."""
    if state.over:
        return None
    return min((one.at for one in due if not one.met(state)), default=None)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)
