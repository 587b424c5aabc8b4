"""What becomes of each row of a file, and what is wrong with each cell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from command_center.accounts.grant import Grant
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.row_plan import FieldChange, RowAction
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.unit import Unit
from sharp_eyes.registry.unit_kind import UnitKind
from tests.unit.command_center.registry.sheets.sheets import (
    FIRST,
    HEADINGS,
    NEW,
    TOWN,
    csv,
    only,
    plan,
    refused,
    xlsx,
)

LINE = f"{NEW},东溪村口,rtsp://h/x"
VILLAGE = "370499101201"


@pytest.mark.parametrize(
    "headings",
    [
        "设备编码,名称,子码流地址",
        "Camera ID,Name,Sub-stream",
        "设备编码 Camera ID*,名称\nName,子码流地址/sub stream",
        "国标编码,点位名称,RTSP地址",
        " id , NAME ,sub",
    ],
)
def test_headings_are_chinese_or_english_or_both(headings: str) -> None:
    rows = (headings.split(","), LINE.split(","))
    for data in (xlsx(*rows), xlsx(["标题 title"], [], *rows)):
        row = only(plan(data))
        assert (row.action, row.key, row.name) == (RowAction.ADD, NEW, "东溪村口")


def test_a_new_camera_takes_its_village_from_its_grid() -> None:
    found = plan(csv(HEADINGS + ",网格,场所类型", LINE + ",东溪村第一网格,道路 road"))
    camera = found.check().camera(NEW)
    assert camera is not None
    assert (camera.grid, camera.region) == ("370499101201001", VILLAGE)
    assert camera.place_type is PlaceType.ROAD


@pytest.mark.parametrize(
    ("headings", "cells", "expected"),
    [
        ("设备编码", "x", [("A", "20 digits")]),
        ("设备编码", "37049901001186000001", [("A", "an NVR")]),
        ("设备编码", "3.70499E+19", [("A", "15 digits")]),
        ("设备编码", "=A1", [("A", "formula")]),
        ("设备编码", "", [("A", "missing")]),
        ("行政区划", "370499101299", [("D", "not in the tree; the tree has 370499101000")]),
        ("行政区划", "37049910120", [("D", "12 digits")]),
        ("行政区划", "无此村", [("D", "no region is called")]),
        ("网格", "370499101201009", [("D", "not registered")]),
        ("网格,行政区划", "370499101201001,370499101202", [("D", "does not lie in region")]),
        (
            "行政区划,子码流地址,名称",
            "无此村,http://h/x,",
            [("D", "no region"), ("B", "needs"), ("C", "begins")],
        ),
        (
            "设备编码,子码流地址,网格,主码流地址",
            "37,http://h/x,无,ftp://h",
            [("A", "20"), ("D", "no grid"), ("C", "begins"), ("E", "begins")],
        ),
        ("名称,凭据名称", f"{'长' * 81},a b", [("B", "80 characters"), ("D", "letters, digits")]),
        ("经度", "117.6", [("", "go together")]),
        ("经度,纬度", "117.6,x", [("E", "degrees as a number")]),
        ("经度,纬度", "34.7,117.6", [("D", "exchanged")]),
        ("经度,纬度", "1,1", [("D", "outside of China")]),
        ("经纬度", "34.7，117.6", [("D", "exchanged")]),
        ("网格,用户名,密码", "无,u,", [("D", "no grid"), ("F", "no password")]),
        ("经纬度", "117.6", [("D", "longitude and latitude, for example")]),
        ("场所类型", "厕所", [("D", "not allowed in a toilet")]),
        ("场所类型", "月球", [("D", "none of")]),
        ("重点部位", "也许", [("D", "yes or no")]),
        ("用户名", "u", [("", "no password")]),
        ("密码", "p", [("", "no user name")]),
        ("子码流地址2", "", []),
        ("主码流地址", "http://h/x", [("D", "begins with")]),
        ("名称", "换\u202e行", [("B", "cannot be shown")]),
        ("名称", "长" * 81, [("B", "80 characters")]),
        ("管理单位", "=cmd|' /C calc'!A0", [("D", "formula")]),
        ("管理单位", "长" * 2001, [("D", "more than 2000")]),
    ],
)
def test_every_fault_is_said_at_its_cell(
    headings: str, cells: str, expected: list[tuple[str, str]]
) -> None:
    row = dict(zip(HEADINGS.split(","), LINE.split(","), strict=True))
    row |= dict(zip(headings.split(","), cells.split(","), strict=True))
    data = csv(
        ",".join(row), ",".join(f'"{cell}"' if "\n" in cell else cell for cell in row.values())
    )
    if not expected:
        assert only(plan(data)).action is RowAction.ADD
        return
    found = refused(data)
    assert [column for column, _ in found] == [column for column, _ in expected]
    for (_, reason), (_, said) in zip(found, expected, strict=True):
        assert said in reason


def test_parts_of_a_code_that_the_standard_keeps_free_are_pointed_out() -> None:
    row = only(plan(csv(HEADINGS, f"{NEW[:8]}99132900901{NEW[19:]},a,rtsp://h/x")))
    assert row.action is RowAction.ADD
    said = [(note.column, note.reason.en[:9]) for note in row.notes]
    assert said == [("A", "industry "), ("A", "network (")]


def test_a_number_of_twenty_digits_and_a_formula_are_found_in_workbooks_too() -> None:
    headings = HEADINGS.split(",")
    assert "15 digits" in refused(xlsx(headings, [37049901001326000901, "a", "rtsp://h/x"]))[0][1]
    found = refused(xlsx(headings, [NEW, '=HYPERLINK("http://evil")', "rtsp://h/x"]))
    assert found == [("B", "the cell is a formula; paste it as a value")]


@pytest.mark.parametrize(
    "written", [NEW, f'"=""{NEW}"""', f"'{NEW}", f"\t{NEW} ", NEW.translate({48: "０"})]
)
def test_digits_are_read_however_a_spreadsheet_was_kept_from_rounding_them(written: str) -> None:
    assert only(plan(csv(HEADINGS, f"{written},a,rtsp://h/x"))).key == NEW


def test_what_is_there_is_changed_field_by_field_and_the_rest_stays() -> None:
    found = plan(csv("设备编码,名称,管理单位,场所类型", f"{FIRST.id},新名称,-,"))
    row = only(found)
    assert row.action is RowAction.CHANGE
    assert row.changes == (
        FieldChange("name", FIRST.name, "新名称"),
        FieldChange("managing_unit", FIRST.managing_unit, ""),
    )
    camera = found.check().camera(FIRST.id)
    assert camera is not None
    expected = FIRST.model_copy(update={"name": "新名称", "managing_unit": ""})
    assert camera == expected
    assert camera.analytics.zones == FIRST.analytics.zones


def test_the_same_again_is_no_change() -> None:
    data = csv(HEADINGS + ",经度,纬度,启用", LINE + ",117.616,34.702,是")
    registry = plan(data).check()
    again = plan(data, registry)
    assert only(again).action is RowAction.SAME
    assert again.check() == registry


def test_a_camera_that_is_listed_twice_is_refused_once() -> None:
    found = plan(csv(HEADINGS, LINE, LINE))
    assert [row.action for row in found.rows] == [RowAction.ADD, RowAction.REFUSE]
    assert "the same camera as in row 2" in found.rows[1].faults[0].reason.en


def test_one_refused_row_and_nothing_is_taken() -> None:
    found = plan(csv(HEADINGS, LINE, "x,y,z"))
    assert found.registry is None
    assert not found.ready
    with pytest.raises(BadInput, match="1 row"):
        found.check()


def test_passwords_move_out_of_the_sheet_and_are_shown_to_nobody() -> None:
    found = plan(
        csv(
            HEADINGS + ",用户名,密码",
            f"{NEW},a,rtsp://u:s3cret@h/x,,",
            f"{NEW[:-1]}2,a,rtsp://h/x,user,s3cret2",
        )
    )
    camera = found.check().camera(NEW)
    assert camera is not None
    assert camera.streams.sub == "rtsp://h/x"
    assert [one.password for one in found.credentials] == ["s3cret", "s3cret2"]
    assert "s3cret" not in repr(found) + repr(found.rows)


def test_headings_that_mean_nothing_are_named_and_double_ones_refused() -> None:
    found = plan(csv(HEADINGS + ",备注", LINE + ",x"))
    assert ["'备注'" in note.en for note in found.notes] == [True]
    twice = plan(csv(HEADINGS + ",点位名称", LINE + ",x"))
    assert "columns B and D" in twice.faults[0].en
    assert not twice.ready


@pytest.mark.parametrize("data", [csv("a,b", "1,2"), csv("设备编码", NEW), xlsx(["说明", "x"])])
def test_a_file_without_our_headings_says_where_to_begin(data: bytes) -> None:
    with pytest.raises(BadSheet, match="no headings") as caught:
        plan(data)
    assert "cameras template" in str(caught.value)


def test_headings_without_rows_are_refused() -> None:
    assert "no rows" in plan(csv(HEADINGS)).faults[0].en


def test_regions_grids_units_and_cameras_come_in_one_file() -> None:
    from command_center.registry.sheets.workbook_writer import OutSheet, write_xlsx

    village, grid = "411525101201", "411525101201001"
    data = write_xlsx(
        [
            OutSheet(
                "摄像机",
                [
                    ["设备编码", "名称", "子码流地址", "行政区划", "网格", "管理单位"],
                    ["41152501001326000001", "a", "rtsp://h/x", "李庄", "李庄一", "综治中心"],
                    ["41152501001326000002", "b", "rtsp://h/y", "", grid, "别的单位"],
                ],
            ),
            OutSheet("区划", [["区划代码", "名称"], ["411525101000", "某镇"], [village, "李庄"]]),
            OutSheet("网格", [["网格编码", "名称", "网格队伍"], [grid, "李庄一", "李庄队"]]),
            OutSheet("单位", [["单位名称", "单位类别"], ["综治中心", "部门"], ["李庄队", "grid"]]),
            OutSheet("别的", [["完全", "无关"]]),
        ]
    )
    found = plan(data, Registry())
    registry = found.check()
    assert [camera.region for camera in registry.cameras] == [village, village]
    assert [camera.grid for camera in registry.cameras] == [grid, grid]
    assert [unit.kind.value for unit in registry.units] == ["department", "grid"]
    notes = [note.reason.en for row in found.rows for note in row.notes if note.field != "id"]
    assert notes == ["unit '别的单位' is not among the units"]
    again = plan(data, registry)
    assert {row.action for row in again.rows} == {RowAction.SAME}


def viewer(region: str, unit: str = "") -> Viewer:
    grants = (Grant(Role.OPERATOR, region, unit),)
    return Viewer(1, "operator", "o", grants, "S" * 26, "p", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("who", "line", "action"),
    [
        (viewer(""), f"{FIRST.id},x,,", RowAction.CHANGE),
        (viewer(FIRST.region), f"{FIRST.id},x,,", RowAction.CHANGE),
        (viewer("370499101202"), f"{FIRST.id},x,,", RowAction.REFUSE),
        (viewer("370499101202"), f"{NEW},x,rtsp://h/x,370499101202", RowAction.ADD),
        (viewer("370499101202"), f"{NEW},x,rtsp://h/x,370499101201", RowAction.REFUSE),
        (viewer(FIRST.region), f"{FIRST.id},x,,370499101202", RowAction.REFUSE),
        (viewer("", "别的单位"), f"{FIRST.id},x,,", RowAction.REFUSE),
    ],
)
def test_an_operator_changes_what_is_theirs_alone(
    who: Viewer, line: str, action: RowAction
) -> None:
    assert only(plan(csv(HEADINGS + ",行政区划", line), viewer=who)).action is action


def test_a_unit_of_another_region_is_not_taken_over_by_its_name() -> None:
    unit = Unit(name="东溪村网格队", kind=UnitKind.GRID, region=VILLAGE)
    registry = TOWN.model_copy(update={"units": (unit,)})
    sheet = csv("单位名称,单位类别,行政区划", "东溪村网格队,grid,370499101202")
    assert "not in your regions" in refused(sheet, registry, viewer=viewer("370499101202"))[0][1]
    assert only(plan(sheet, registry, viewer=viewer(""))).action is RowAction.CHANGE


@pytest.mark.parametrize(
    "sheet",
    [
        csv("网格编码,名称", f"{FIRST.grid},改名"),
        csv("区划代码,名称", f"{FIRST.region},改名"),
        csv("单位名称,单位类别,行政区划", f"新队,grid,{FIRST.region}"),
        csv("单位名称,单位类别", "新队,grid"),
    ],
)
def test_the_tree_is_not_for_those_who_reach_one_unit_alone(sheet: bytes) -> None:
    unit = FIRST.managing_unit
    assert "not in your regions" in refused(sheet, viewer=viewer(FIRST.region, unit))[0][1]
    assert "not in your regions" in refused(sheet, viewer=viewer("", unit))[0][1]
    assert only(plan(sheet, viewer=viewer(""))).action is not RowAction.REFUSE


def test_nobody_has_a_password_sent_elsewhere_by_naming_it() -> None:
    headings = HEADINGS + ",行政区划,凭据名称"
    assert FIRST.credentials == "demo"
    line = f"{NEW},x,rtsp://evil/x,370499101202,demo"
    assert refused(csv(headings, line), viewer=viewer("370499101202"))[0][1].startswith(
        "credentials 'demo' are used by cameras out of your reach"
    )
    assert only(plan(csv(headings, line), viewer=viewer(""))).action is RowAction.ADD


@pytest.mark.parametrize(
    ("headings", "line"),
    [
        ("设备编码,子码流地址", f"{FIRST.id},rtsp://u:p@10.0.0.1/x"),
        ("设备编码,子码流地址", f"{FIRST.id},rtsp://evil/x"),
        ("设备编码,主码流地址", f"{FIRST.id},rtsp://evil/x"),
        ("设备编码,用户名,密码", f"{FIRST.id},u,p"),
    ],
)
def test_a_shared_password_is_neither_set_nor_sent_to_another_host_by_one_of_its_users(
    headings: str, line: str
) -> None:
    village = viewer(FIRST.region)
    assert "cannot be named, set or sent" in refused(csv(headings, line), viewer=village)[0][1]
    assert only(plan(csv(headings, line), viewer=viewer(""))).action is not RowAction.REFUSE
    own = FIRST.model_copy(update={"credentials": f"camera/{FIRST.id}"})
    registry = TOWN.model_copy(update={"cameras": (own, *TOWN.cameras[1:])})
    theirs = plan(csv(headings, line), registry, viewer=village)
    assert only(theirs).action is not RowAction.REFUSE


def test_a_path_is_changed_whosever_the_password_is() -> None:
    host = FIRST.streams.sub.partition("://")[2].partition("/")[0]
    line = f"{FIRST.id},rtsp://{host}/another/path"
    found = plan(csv("设备编码,子码流地址", line), viewer=viewer(FIRST.region))
    assert only(found).action is RowAction.CHANGE


def test_a_registry_that_would_not_hang_together_is_refused_as_a_whole() -> None:
    listed: dict[str, Any] = {"regions": (TOWN.regions[0],)}
    found = plan(csv("区划代码,名称", "370499101000,x"), Registry(cameras=TOWN.cameras))
    assert listed
    assert found.registry is None
    assert "is not among the regions" in found.faults[0].en
