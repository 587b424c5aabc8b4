"""Outlines of grids are looked at before any is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.geojson_features import looks_like_geojson
from command_center.registry.sheets.geojson_grids import plan_grids
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.row_plan import RowAction
from command_center.registry.sheets.sheet_plan import SheetPlan
from tests.unit.command_center.registry.sheets.sheets import TOWN

NEW = "370499101202009"
RING = [[117.65, 34.70], [117.66, 34.70], [117.66, 34.71], [117.65, 34.71], [117.65, 34.70]]


SMALL = [[117.65, 34.7], [117.65001, 34.7], [117.65001, 34.70001], [117.65, 34.7]]


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": NEW, "name": "新网格"} | properties,
        "geometry": geometry or {"type": "Polygon", "coordinates": [RING]},
    }


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def plan(*features: Any) -> SheetPlan:
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert looks_like_geojson(data)
    return plan_grids(data, TOWN, PlanOptions())


def test_a_grid_is_added_with_its_outline_and_again_is_no_change() -> None:
    found = plan(feature())
    registry = found.check()
    grid = next(one for one in registry.grids if one.code == NEW)
    assert [list(point) for point in grid.polygon] == RING[:-1]
    data = json.dumps({"type": "FeatureCollection", "features": [feature()]}).encode()
    again = plan_grids(data, registry, PlanOptions())
    assert [row.action for row in again.rows] == [RowAction.SAME]


def test_of_a_registered_grid_only_what_is_given_changes() -> None:
    stored = TOWN.grids[0]
    given = {"type": "Feature", "properties": {"网格编码": stored.code}, "geometry": polygon(RING)}
    found = plan(given)
    grid = next(one for one in found.check().grids if one.code == stored.code)
    assert (grid.name, grid.unit, len(grid.polygon)) == (stored.name, stored.unit, 4)
    assert [change.field for change in found.rows[0].changes] == ["polygon"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (1, "no Feature"),
        (feature(code=""), "code is missing"),
        (feature(code="37"), "code: "),
        (feature(name="x" * 70), "name: "),
        (feature({"type": "Point", "coordinates": [1, 2]}), "not a Polygon"),
        (feature(polygon()), "empty"),
        (feature(polygon(RING, RING)), "hole"),
        (feature({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}), "several parts"),
        (feature(polygon(RING[:2])), "4 to 2000 corners"),
        (feature(polygon([RING[0]] * 4)), "crosses itself"),
        (feature(polygon([RING[i] for i in (0, 2, 1, 3, 0)])), "crosses itself near 117.65"),
        (feature(polygon([[y, x] for x, y in RING])), "exchanged"),
        (feature(polygon([[x - 117, y] for x, y in RING])), "outside of China"),
        (feature(polygon([["a", "b"], *RING])), "two numbers"),
        (feature(polygon([[117], *RING])), "[longitude, latitude]"),
        (
            feature(
                polygon(
                    [
                        [117.65 + x / 1e5, 34.7 + y / 1e5]
                        for x, y in ((0, 0), (1, 0), (1, 1), (0, 0))
                    ]
                )
            ),
            "only 0",
        ),
    ],
)
def test_what_is_no_outline_is_refused_and_says_why(given: Any, said: str) -> None:
    found = plan(given)
    assert found.rows[0].action is RowAction.REFUSE
    assert said in found.rows[0].faults[0].reason.en
    assert not found.ready


def test_the_same_grid_twice_is_refused_and_overlaps_are_said() -> None:
    assert plan(feature(), feature()).rows[1].action is RowAction.REFUSE
    shifted = [[x + 0.001, y] for x, y in RING]
    found = plan(feature(), feature(polygon(shifted), code="370499101202010"))
    assert found.ready
    assert all("it overlaps grid" in row.notes[0].reason.en for row in found.rows)


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"{}",
        b'{"type": "FeatureCollection"}',
        b'{"type": "FeatureCollection", "features": {}}',
        b'{"type": "FeatureCollection", "features": [NaN]}',
        b'{"type":' + b"[" * 100_000,
    ],
)
def test_what_is_no_collection_of_features_says_where_to_begin(data: bytes) -> None:
    with pytest.raises(BadSheet) as caught:
        plan_grids(data, TOWN, PlanOptions())
    assert "FeatureCollection" in str(caught.value)
