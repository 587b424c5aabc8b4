"""Deadlines by kind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from command_center.tasks.deadlines import deadlines, next_due_at
from command_center.tasks.state import TaskState
from command_center.tasks.working_days import WorkingDays
from sharp_eyes.alert.kind import IncidentKind


def weekdays() -> WorkingDays:
    return WorkingDays(lambda day: day.weekday() < 5)


def due(kind: IncidentKind, opened_at: datetime, calendar: WorkingDays) -> dict[str, datetime]:
    return {one.what.value: one.at for one in deadlines(kind, opened_at, calendar)}


def test_a_crowd_is_acknowledged_in_2_minutes_and_someone_is_there_in_15_day_and_night() -> None:
    opened_at = datetime(2026, 10, 1, 19, 30, tzinfo=UTC)

    assert due(IncidentKind.CROWD, opened_at, weekdays()) == {
        "acknowledged": opened_at + timedelta(minutes=2),
        "on_site": opened_at + timedelta(minutes=15),
    }


def test_a_camera_is_repaired_in_24_hours() -> None:
    opened_at = datetime(2026, 10, 1, 19, 30, tzinfo=UTC)

    expected = {"closed": opened_at + timedelta(hours=24)}
    assert due(IncidentKind.CAMERA_FAULT, opened_at, weekdays()) == expected


@pytest.mark.parametrize(
    ("opened_at", "order", "contact", "answer", "closed"),
    [
        # Monday morning in China.
        ("2026-06-01T02:00+00:00", "2026-06-01", "2026-06-02", "2026-06-08", "2026-07-01"),
        # Sunday 17:00 UTC is Monday in China already.
        ("2026-05-31T17:00+00:00", "2026-06-01", "2026-06-02", "2026-06-08", "2026-07-01"),
        # Saturday: day 0 is Monday, but the 30 calendar days run.
        ("2026-06-06T02:00+00:00", "2026-06-08", "2026-06-09", "2026-06-15", "2026-07-06"),
        # Friday: day 1 lies behind the weekend.
        ("2026-06-05T02:00+00:00", "2026-06-05", "2026-06-08", "2026-06-12", "2026-07-05"),
    ],
)
def test_construction_goes_by_125_on_working_days_and_30_calendar_days(
    opened_at: str, order: str, contact: str, answer: str, closed: str
) -> None:
    found = due(IncidentKind.CONSTRUCTION, datetime.fromisoformat(opened_at), weekdays())

    # A day ends at midnight in China, 16:00 UTC.
    ends = {what: (at - timedelta(hours=16)).isoformat() for what, at in found.items()}
    assert ends == {
        "order": f"{order}T00:00:00+00:00",
        "contact": f"{contact}T00:00:00+00:00",
        "first_answer": f"{answer}T00:00:00+00:00",
        "closed": f"{closed}T00:00:00+00:00",
    }


def test_the_calendar_of_china_knows_the_national_holiday_and_its_working_weekends() -> None:
    calendar = WorkingDays.of_china()

    # The notice for 2026: holiday 1 to 7 October; Saturday 10 October is worked.
    assert not calendar.is_working(date(2026, 10, 7))
    assert calendar.is_working(date(2026, 10, 10))
    assert calendar.later(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_beyond_the_known_years_monday_to_friday_are_worked() -> None:
    calendar = WorkingDays.of_china()

    assert calendar.is_working(date(2099, 10, 1))
    assert not calendar.is_working(date(2099, 10, 3))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (TaskState.OPENED, timedelta(minutes=2)),
        (TaskState.ACCEPTED, timedelta(minutes=15)),
        (TaskState.ON_SITE, None),
        (TaskState.CANCELLED, None),
        (TaskState.CLOSED, None),
    ],
)
def test_the_next_deadline_is_the_first_not_met_yet(
    state: TaskState, expected: timedelta | None
) -> None:
    opened_at = datetime(2026, 6, 1, tzinfo=UTC)
    found = next_due_at(deadlines(IncidentKind.CROWD, opened_at, weekdays()), state)

    assert found == (None if expected is None else opened_at + expected)
