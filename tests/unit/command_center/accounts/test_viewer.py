"""A user sees only the regions and units granted, and each role opens only its own calls."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from command_center.accounts.grant import Grant
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer

TOWN = "370499101000"
VILLAGE = "370499101201"
OTHER = "370499101202"


def viewer(*grants: Grant) -> Viewer:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    return Viewer(1, "duty", "值班员", grants, "S", "duty", until)


def duty(region: str, unit: str = "") -> Grant:
    return Grant(Role.DUTY_OFFICER, region, unit)


@pytest.mark.parametrize(
    ("granted", "region", "expected"),
    [
        (("370499000000",), "370499101201", True),
        (("370499000000",), "370498101201", False),
        (("370499101000",), "370499101201", True),
        (("370499101000",), "370499000000", False),
        (("370499101000",), "370499102201", False),
        (("370499101201",), "370499101201", True),
        (("370499101201",), "370499101201001", True),
        (("370499101201",), "370499101202", False),
        (("370499101201", "370499101202"), "370499101202", True),
        (("",), "110101001001", True),
        ((), "370499101201", False),
    ],
)
def test_a_region_is_in_sight_when_it_lies_under_a_granted_one(
    granted: tuple[str, ...], region: str, expected: bool
) -> None:
    assert viewer(*map(duty, granted)).may_see(region) is expected


def test_what_has_no_region_is_for_everybody_signed_in() -> None:
    assert viewer().may_see(None)


@pytest.mark.parametrize(
    ("granted", "expected"),
    [
        (("370499101201", "370499000000"), "370499000000"),
        (("370499101201",), "370499101201"),
        ((), ""),
    ],
)
def test_the_page_is_told_the_highest_region(granted: tuple[str, ...], expected: str) -> None:
    assert viewer(*map(duty, granted)).me().region == expected


@pytest.mark.parametrize(
    ("grant", "region", "units", "expected"),
    [
        (duty(TOWN), VILLAGE, ("甲",), True),
        (duty(TOWN, "甲"), VILLAGE, ("甲",), True),
        (duty(TOWN, "甲"), VILLAGE, ("乙", "甲"), True),
        (duty(TOWN, "甲"), VILLAGE, ("乙",), False),
        (duty(TOWN, "甲"), VILLAGE, ("",), False),
        (duty(TOWN, "甲"), VILLAGE, (), False),
        (duty(OTHER, "甲"), VILLAGE, ("甲",), False),
        (duty("", "甲"), VILLAGE, ("甲",), True),
    ],
)
def test_a_grant_of_one_unit_reaches_what_is_that_units_affair_in_its_region(
    grant: Grant, region: str, units: tuple[str, ...], expected: bool
) -> None:
    assert grant.covers(region, *units) is expected


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        (duty(""), duty(""), True),
        (duty(""), duty(TOWN, "甲"), True),
        (duty(TOWN), duty(""), False),
        (duty(TOWN), duty("370499000000"), False),
        (duty(TOWN), duty(VILLAGE), True),
        (duty(VILLAGE), duty(TOWN), False),
        (duty(TOWN, "甲"), duty(VILLAGE), False),
        (duty(TOWN, "甲"), duty(VILLAGE, "甲"), True),
        (duty(TOWN, "甲"), duty(VILLAGE, "乙"), False),
    ],
)
def test_nobody_gives_more_than_their_own_grant_reaches(
    mine: Grant, other: Grant, expected: bool
) -> None:
    assert mine.contains(other) is expected
    assert viewer(mine).contains(other) is expected


def test_a_role_opens_its_calls_only_where_it_was_granted() -> None:
    both = viewer(Grant(Role.DUTY_OFFICER, VILLAGE), Grant(Role.SUPERVISOR, OTHER))
    assert both.may_see(OTHER)
    as_duty = both.narrowed({Role.DUTY_OFFICER})
    assert as_duty.may_see(VILLAGE)
    assert not as_duty.may_see(OTHER)
    assert both.narrowed({Role.TESTER}).grants == ()


def test_the_regions_that_ones_own_lie_in_are_known_but_not_seen() -> None:
    one = viewer(duty(VILLAGE))
    assert one.may_know_of(TOWN)
    assert not one.may_see(TOWN)
    assert not one.may_know_of(OTHER)
    assert not viewer().may_know_of(TOWN)
