"""What the tests of spreadsheets share."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely
from openpyxl import Workbook

from command_center.registry.sheets.planner import PlanOptions, plan_import
from command_center.registry.sheets.row_plan import RowAction, RowPlan
from command_center.registry.sheets.sheet_plan import SheetPlan
from command_center.registry.sheets.sheet_reader import read_sheets
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import load

TOWN = load(Path(__file__).resolve().parents[5] / "camera_registry.yaml")
"""The demo town: 12 cameras, 6 grids with outlines."""
FIRST = TOWN.cameras[0]
NEW = "37049901001326000901"
HEADINGS = "设备编码,名称,子码流地址"


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx(*rows: Sequence[Any], name: str = "Sheet") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plan(data: bytes, registry: Registry = TOWN, **options: Any) -> SheetPlan:
    return plan_import(read_sheets(data), registry, PlanOptions(**options))


def only(found: SheetPlan) -> RowPlan:
    assert len(found.rows) == 1
    return found.rows[0]


def refused(data: bytes, registry: Registry = TOWN, **options: Any) -> list[tuple[str, str]]:
    """The columns and English reasons of the one row, that is refused."""
    row = only(plan(data, registry, **options))
    assert row.action is RowAction.REFUSE
    assert all(fault.reason.zh for fault in row.faults)
    return [(fault.column, fault.reason.en) for fault in row.faults]


def inside(grid: int) -> tuple[float, float]:
    """A place in a grid of the demo town."""
    point = shapely.Polygon(TOWN.grids[grid].polygon).representative_point()
    return point.x, point.y
