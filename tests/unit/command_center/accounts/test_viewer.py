"""A user sees only the regions granted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer


def viewer(*regions: str) -> Viewer:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    return Viewer(1, "duty", "值班员", (Role.DUTY_OFFICER,), regions, "S", "duty", until)


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
    assert viewer(*granted).may_see(region) is expected


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
    assert viewer(*granted).me().region == expected
