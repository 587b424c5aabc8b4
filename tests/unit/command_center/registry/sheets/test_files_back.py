"""Templates, exports and marked files read back, and run in nobody's spreadsheet program."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from command_center.registry.sheets.cell_text import harmless, text_of
from command_center.registry.sheets.marked_file import mark_errors
from command_center.registry.sheets.row_plan import RowAction
from command_center.registry.sheets.sheet_export import (
    export_csv,
    export_xlsx,
    template_csv,
    template_xlsx,
)
from command_center.registry.sheets.sheet_reader import read_sheets
from sharp_eyes.registry.registry import Registry
from tests.unit.command_center.registry.sheets.sheets import (
    HEADINGS,
    NEW,
    TOWN,
    csv,
    plan,
    xlsx,
)

EVIL = ["=1+1", "+1", "-2+3", "@SUM(A1)", "'=x", "\t=1"]


@pytest.mark.parametrize("write", [export_xlsx, export_csv])
def test_what_is_exported_reads_back_to_the_same(write: object) -> None:
    found = plan(write(TOWN))  # type: ignore[operator]
    assert {row.action for row in found.rows} == {RowAction.SAME}
    assert found.check() == TOWN


def test_the_template_brings_the_tree_and_reads_as_no_change() -> None:
    data = template_xlsx(TOWN)
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == "摄像机 Cameras"
    page = book.worksheets[0]
    assert page["A1"].value == "设备编码*\nCamera ID"
    assert page.column_dimensions["A"].number_format == "@"
    assert {row.action for row in plan(data).rows} == {RowAction.SAME}
    assert len(plan(template_xlsx(TOWN), Registry()).rows) == len(TOWN.regions + TOWN.grids)


def test_the_csv_template_takes_a_row() -> None:
    data = template_csv() + f"{NEW},a,rtsp://h/x\r\n".encode()
    assert plan(data).rows[0].action is RowAction.ADD


@pytest.mark.parametrize("text", EVIL)
def test_what_could_run_is_written_as_text_and_read_as_it_was(text: str) -> None:
    written = harmless(text)
    assert written[0] == "'"
    assert text_of(written) == text


@pytest.mark.parametrize("name", EVIL[:5])
def test_no_exported_cell_is_a_formula(name: str) -> None:
    camera = TOWN.cameras[0].model_copy(update={"name": name})
    registry = TOWN.model_copy(update={"cameras": (camera, *TOWN.cameras[1:])})
    page = load_workbook(io.BytesIO(export_xlsx(registry))).worksheets[0]
    assert (page["B2"].data_type, page["B2"].value) == ("s", f"'{name}")
    lines = export_csv(registry).decode("utf-8-sig").splitlines()
    assert any(f"'{name}" in line for line in lines)
    assert plan(export_xlsx(registry), registry).check() == registry
    assert plan(export_csv(registry), registry).check() == registry


def test_a_marked_workbook_has_its_errors_at_their_cells_and_comes_again() -> None:
    data = xlsx(["标题"], HEADINGS.split(","), [NEW, "好", "rtsp://h/x"], ["37", "坏", "http://h"])
    file = read_sheets(data)
    marked = mark_errors(file, plan(data))
    page = load_workbook(io.BytesIO(marked)).worksheets[0]
    assert page["A4"].fill.start_color.rgb == "00FFC7CE"
    assert "20 位" in page["A4"].comment.text
    assert "20 digits" in page["A4"].comment.text
    assert page["D2"].value == "错误\nErrors"
    assert page["D4"].value.startswith("A ")
    assert (page["A3"].value, page["A3"].comment, page["D3"].value) == (NEW, None, None)
    again = plan(marked)
    assert [row.action for row in again.rows] == [row.action for row in plan(data).rows]
    assert again.notes == ()
    twice = load_workbook(io.BytesIO(mark_errors(read_sheets(marked), again))).worksheets[0]
    assert twice.max_column == 4


def test_a_marked_csv_names_its_errors_in_a_last_column() -> None:
    data = csv(HEADINGS, f'"=""{NEW}""",好,rtsp://h/x', "37,坏,rtsp://h/y", encoding="gbk")
    marked = mark_errors(read_sheets(data), plan(data)).decode("utf-8-sig")
    assert "错误" in marked.splitlines()[0]
    found = plan(marked.encode())
    assert [row.action for row in found.rows] == [RowAction.ADD, RowAction.REFUSE]
