"""Outlines of grids from GeoJSON, each looked at before any is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shapely
from pydantic import ValidationError
from shapely.geometry.base import BaseGeometry

from command_center.registry.part import GRID
from command_center.registry.sheets.cell_text import BadCell
from command_center.registry.sheets.faults import CellFault
from command_center.registry.sheets.geojson_features import (
    features_of,
    planned,
    refused,
    ring_of,
    taken,
    texts_of,
)
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.row_plan import RowAction, RowPlan
from command_center.registry.sheets.sheet_plan import SheetPlan
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.registry import Registry

MAX_CORNERS = 2_000
MIN_AREA_M2 = 100.0
"""A grid is a part of a village; what is smaller was drawn by mistake."""
OVERLAP = 0.05
"""Of the smaller one's area; neighbours that were drawn by hand overlap a little."""

_KEYS = {
    "code": ("code", "grid_code", "网格编码", "网格代码", "编码"),
    "name": ("name", "网格名称", "名称"),
    "name_en": ("name_en", "英文名称"),
    "unit": ("unit", "网格队伍", "责任单位"),
}


def plan_grids(data: bytes, stored: Registry, options: PlanOptions) -> SheetPlan:
    """Plan taking grids with their outlines; nothing is changed.

    A feature's ``code`` and ``name`` name the grid; of one that is registered the name may be left
    out. Its geometry is one polygon without holes.

    Args:
        data: The file.
        stored: The registry as it is.
        options: What has been decided.

    Raises:
        BadSheet: it is no collection of features.
    """
    rows: list[RowPlan] = []
    known = {grid.code: grid for grid in stored.grids}
    news: dict[str, Grid] = {}
    for number, feature in enumerate(features_of(data), start=1):
        rows.append(_plan(feature, number, known, news, options))
    rows = _with_overlaps(rows, known | news)
    empty = Bilingual("没有网格", "there are no grids in it")
    return planned(rows, GRID, (known | news).values(), stored, empty)


def _plan(
    feature: Any,
    number: int,
    known: dict[str, Grid],
    news: dict[str, Grid],
    options: PlanOptions,
) -> RowPlan:
    code, name = "", ""
    try:
        properties = texts_of(feature, _KEYS)
        if "code" not in properties:
            raise BadCell("缺少网格编码 code", "the property code is missing: 15 digits")
        code = properties["code"]
        stored = known.get(code)
        name = properties.get("name", stored.name if stored else "")
        if code in news:
            raise BadCell(f"网格 {code} 重复", f"grid {code} stands there twice")
        data = (stored.model_dump() if stored else {}) | properties
        data["polygon"] = ring_of(
            feature.get("geometry"), most_corners=MAX_CORNERS, least_m2=MIN_AREA_M2
        )
        grid = Grid.model_validate(data)
        if not options.may_place(grid.code):
            raise BadCell("不在您的辖区内", "it is not in your regions")
    except (BadCell, ValidationError) as error:
        return refused(GRID, number, code, name, error)
    plan = taken(GRID, number, name, stored, grid, "polygon")
    if plan.action is not RowAction.SAME:
        news[code] = grid
    return plan


def _with_overlaps(rows: list[RowPlan], grids: dict[str, Grid]) -> list[RowPlan]:
    """Add a note to each grid that comes to lie on another one."""
    drawn = [grid for grid in grids.values() if grid.polygon]
    shapes: list[BaseGeometry] = [shapely.Polygon(grid.polygon) for grid in drawn]
    tree = shapely.STRtree(shapes)
    at = {grid.code: index for index, grid in enumerate(drawn)}
    noted = []
    for row in rows:
        index = at.get(row.key)
        if index is None or row.action not in (RowAction.ADD, RowAction.CHANGE):
            noted.append(row)
            continue
        notes = []
        for other in tree.query(shapes[index], predicate="intersects"):
            if other == index:
                continue
            shared = shapes[index].intersection(shapes[other]).area
            if shared > OVERLAP * min(shapes[index].area, shapes[other].area):
                name = f"{drawn[other].code} {drawn[other].name}"
                notes.append(
                    CellFault(
                        "", "geometry", Bilingual(f"与网格 {name} 重叠", f"it overlaps grid {name}")
                    )
                )
        noted.append(replace(row, notes=tuple(notes[:5])) if notes else row)
    return noted
