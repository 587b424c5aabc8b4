"""Land from GeoJSON: each piece is looked at, and all of a file is taken or nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from command_center.accounts.grant import Grant
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.registry.sheets.plan_file import plan_file
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.polygons_of import PolygonsOf
from command_center.registry.sheets.row_plan import RowAction
from command_center.registry.sheets.sheet_plan import SheetPlan
from sharp_eyes.clock import ManualClock
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.protected_land import ProtectedLand
from tests.unit.command_center.registry.sheets.sheets import TOWN

RING = [[117.65, 34.70], [117.66, 34.70], [117.66, 34.71], [117.65, 34.71], [117.65, 34.70]]
TINY = [[117.65, 34.7], [117.650001, 34.7], [117.65, 34.700001], [117.65, 34.7]]
GROUND = tuple((x, y) for x, y in RING[:-1])
KNOWN = ProtectedLand(id="field-1", name="基本农田", ground=GROUND, min_area_m2=4.0)
PICTURED = ProtectedLand(
    id="bank-1", camera=TOWN.cameras[0].id, polygon=((0.1, 0.1), (0.5, 0.1), (0.5, 0.6))
)
STORED = TOWN.model_copy(update={"protected_land": (KNOWN, PICTURED)})
PROTECTED = PlanOptions(polygons=PolygonsOf.PROTECTED_LAND)
PERMITS = PlanOptions(polygons=PolygonsOf.PERMITS)


def viewer(region: str) -> Viewer:
    grants = (Grant(Role.OPERATOR, region),)
    return Viewer(1, "li.si", "李四", grants, "S", "duty", ManualClock().now())


def feature(ring: Any = None, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring or RING]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def plan(*features: Any, options: PlanOptions = PROTECTED) -> SheetPlan:
    collection = {"type": "FeatureCollection", "features": features}
    return plan_file(json.dumps(collection).encode(), STORED, options)


def test_what_is_new_is_added_and_what_is_not_given_stays() -> None:
    moved = [[x + 0.001, y] for x, y in RING]
    found = plan(feature(编号="field-2", 名称="河滩"), feature(moved, code="field-1"))
    assert [row.action for row in found.rows] == [RowAction.ADD, RowAction.CHANGE]
    assert [(one.field, one.old, one.new) for one in found.rows[1].changes] == [
        ("ground", "4", "4")
    ]
    land = {one.id: one for one in found.check().protected_land}
    assert land.keys() == {"field-1", "field-2", "bank-1"}
    assert (land["field-2"].name, land["field-2"].ground) == ("河滩", GROUND)
    assert (land["field-1"].name, land["field-1"].min_area_m2) == ("基本农田", 4.0)
    assert land["field-1"].ground != GROUND


def test_the_same_file_again_changes_nothing() -> None:
    assert [row.action for row in plan(feature(id="field-1")).rows] == [RowAction.SAME]


def test_one_piece_that_is_refused_and_none_is_taken() -> None:
    crossed = [RING[i] for i in (0, 2, 1, 3, 0)]
    found = plan(feature(id="field-2"), feature(crossed, id="field-3"))
    assert [row.action for row in found.rows] == [RowAction.ADD, RowAction.REFUSE]
    assert not found.ready
    with pytest.raises(BadInput, match=r"nothing was changed.*crosses itself near 117\.65"):
        found.check()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (1, "no Feature"),
        (feature(name="河滩"), "property id is missing"),
        (feature(id="x" * 61), "id: "),
        (feature(id="f", name="x" * 61), "name: "),
        (feature(id="f", min_area_m2=-1), "min_area_m2: "),
        (feature(id="f", lasting_visits="often"), "lasting_visits: "),
        (feature(id="bank-1"), "drawn in a camera's picture"),
        (feature([[y, x] for x, y in RING], id="f"), "exchanged"),
        (feature(TINY, id="f"), "only 0"),
        ({**feature(id="f"), "geometry": {"type": "Point"}}, "not a Polygon"),
        ({**feature(id="f"), "geometry": None}, "not a Polygon"),
        (feature([*([RING[0]] * 513), RING[0]], id="f"), "4 to 513 corners"),
    ],
)
def test_what_is_no_piece_of_land_says_why(given: Any, said: str) -> None:
    (row,) = plan(given).rows
    assert row.action is RowAction.REFUSE
    assert said in row.faults[0].reason.en
    assert row.faults[0].reason.zh


def test_a_number_may_stand_beside_the_properties_and_only_once() -> None:
    beside = {**feature(), "id": 17}
    first, second = plan(beside, feature(id="17")).rows
    assert (first.key, first.action) == ("17", RowAction.ADD)
    assert "stands there twice" in second.faults[0].reason.en


def test_an_empty_collection_holds_no_land() -> None:
    found = plan()
    assert not found.ready
    assert "no land" in found.faults[0].en


@pytest.mark.parametrize(
    ("region", "action"), [("", RowAction.ADD), ("370499101201", RowAction.REFUSE)]
)
def test_land_on_the_map_is_for_operators_of_all_regions(region: str, action: RowAction) -> None:
    options = replace(PROTECTED, viewer=viewer(region))
    assert [row.action for row in plan(feature(id="f"), options=options).rows] == [action]


def test_permits_have_days_of_their_own_or_those_of_the_file() -> None:
    own = {"valid_from": "2026-01-01", "valid_until": "2026-06-30"}
    without = plan(feature(id="1"), feature(id="2", **own), options=PERMITS)
    assert [row.action for row in without.rows] == [RowAction.REFUSE, RowAction.ADD]
    assert "valid" in without.rows[0].faults[0].reason.en
    days = {"valid_from": date(2026, 3, 1), "valid_until": date(2026, 12, 31)}
    found = plan(feature(id="1"), feature(id="2", **own), options=replace(PERMITS, **days))
    permits = {one.id: one for one in found.check().permits}
    assert (permits["1"].valid_from, permits["1"].valid_until) == tuple(days.values())
    assert permits["2"].valid_until == date(2026, 6, 30)
    wrong = plan(feature(id="1", valid_from="2026-07-01", valid_until="soon"), options=PERMITS)
    assert "valid_until" in wrong.rows[0].faults[0].reason.en
