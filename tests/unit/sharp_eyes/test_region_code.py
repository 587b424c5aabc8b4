"""Region codes: what lies under what."""

from __future__ import annotations

import pytest

from sharp_eyes.region_code import level_of, lies_under

COUNTY, TOWN, VILLAGE = "370499000000", "370499101000", "370499101201"


@pytest.mark.parametrize(
    ("code", "level"), [(COUNTY, "county"), (TOWN, "town"), (VILLAGE, "village")]
)
def test_the_level_is_how_deep_a_code_reaches(code: str, level: str) -> None:
    assert level_of(code) == level


@pytest.mark.parametrize(
    ("code", "above", "expected"),
    [
        (VILLAGE, TOWN, True),
        (VILLAGE, COUNTY, True),
        (TOWN, VILLAGE, False),
        (VILLAGE, VILLAGE, True),
        (VILLAGE + "001", VILLAGE, True),
        ("370499101202", VILLAGE, False),
        ("370499102201", TOWN, False),
        ("370498101201", COUNTY, False),
    ],
)
def test_a_region_lies_under_the_one_whose_prefix_it_carries(
    code: str, above: str, expected: bool
) -> None:
    assert lies_under(code, above) is expected
