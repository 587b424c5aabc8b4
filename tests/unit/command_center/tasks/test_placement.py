"""Where a task goes."""

from __future__ import annotations

import pytest

from command_center.tasks.placement import Place, Placement
from sharp_eyes.registry.grid import Grid

VILLAGE, OTHER, BARE, EMPTY = "370499101201", "370499101202", "370499101203", "370499101204"


def square(code: str, west: float, unit: str = "") -> Grid:
    east = west + 1
    corners = ((west, 0.0), (east, 0.0), (east, 1.0), (west, 1.0))
    return Grid(code=code, name=code, polygon=corners, unit=unit)


PLACEMENT = Placement(
    [
        square(f"{VILLAGE}001", 0.0, "east team"),
        square(f"{VILLAGE}002", 1.0, "west team"),
        square(f"{OTHER}001", 2.0),
        Grid(code=f"{BARE}001", name="not surveyed", unit="bare team"),
    ]
)
TRIAGE = Place("triage", None, "")


@pytest.mark.parametrize(
    ("region", "grid", "location", "expected"),
    [
        # The place on the map comes first, whatever the camera says.
        (VILLAGE, None, (0.5, 0.5), Place("grid", f"{VILLAGE}001", "east team")),
        (VILLAGE, f"{VILLAGE}001", (1.5, 0.5), Place("grid", f"{VILLAGE}002", "west team")),
        (VILLAGE, None, (2.5, 0.5), Place("grid", f"{OTHER}001", "")),
        # On the edge of two: the camera's own, else the lower code.
        (VILLAGE, f"{VILLAGE}002", (1.0, 0.5), Place("grid", f"{VILLAGE}002", "west team")),
        (VILLAGE, None, (1.0, 0.5), Place("grid", f"{VILLAGE}001", "east team")),
        # Nowhere on the map: the camera's own grid.
        (VILLAGE, f"{VILLAGE}002", (9.0, 9.0), Place("grid", f"{VILLAGE}002", "west team")),
        (VILLAGE, f"{VILLAGE}002", None, Place("grid", f"{VILLAGE}002", "west team")),
        # Then the village's only one.
        (BARE, None, None, Place("village", f"{BARE}001", "bare team")),
        (BARE, f"{BARE}009", (9.0, 9.0), Place("village", f"{BARE}001", "bare team")),
        # Two to choose from, or none: the town decides. Never guessed.
        (VILLAGE, None, None, TRIAGE),
        (EMPTY, None, (9.0, 9.0), TRIAGE),
        ("370499101000", None, None, TRIAGE),
    ],
)
def test_a_task_goes_by_map_then_camera_then_village_then_triage(
    region: str, grid: str | None, location: tuple[float, float] | None, expected: Place
) -> None:
    assert PLACEMENT.place(region=region, grid=grid, location=location) == expected


def test_without_any_grid_every_task_goes_to_triage() -> None:
    assert Placement(()).place(region=VILLAGE, grid=None, location=(0.5, 0.5)) == TRIAGE
