"""Outlines of grids from GeoJSON (RFC 7946), each looked at before any is taken."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import shapely
from pydantic import ValidationError
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from command_center.registry.part import GRID
from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.cell_text import BadCell
from command_center.registry.sheets.coordinates import is_swapped
from command_center.registry.sheets.faults import CellFault
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.row_plan import FieldChange, RowAction, RowPlan
from command_center.registry.sheets.sheet_plan import SheetPlan
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.datum import in_china
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.registry import Registry

MAX_FEATURES = 10_000
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
_NEXT = Bilingual(
    "请从地图软件导出 GeoJSON（FeatureCollection，CGCS2000 或 WGS 84）",
    "export it from your map program as GeoJSON: a FeatureCollection, CGCS2000 or WGS 84",
)


def looks_like_geojson(data: bytes) -> bool:
    """Tell whether a file may be GeoJSON: its first character says so."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def plan_geojson(data: bytes, stored: Registry, options: PlanOptions) -> SheetPlan:
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
    for number, feature in enumerate(_features(data), start=1):
        rows.append(_plan(feature, number, known, news, options))
    rows = _with_overlaps(rows, known | news)
    registry, faults = None, []
    if not rows:
        faults.append(Bilingual("没有网格", "there are no grids in it"))
    elif not any(row.action is RowAction.REFUSE for row in rows):
        grids = tuple((known | news).values())
        registry = stored.model_copy(update={"grids": grids})
    return SheetPlan("geojson", "", tuple(rows), tuple(faults), (), (), False, registry, ())


def _features(data: bytes) -> list[Any]:
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadSheet(
            "GeoJSON 无法解析", f"the GeoJSON cannot be read: {str(error)[:120]}", _NEXT
        ) from error
    features = found.get("features")
    if found.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadSheet(
            "GeoJSON 不是 FeatureCollection", "the GeoJSON is no FeatureCollection", _NEXT
        )
    if len(features) > MAX_FEATURES:
        raise BadSheet(
            f"网格超过 {MAX_FEATURES} 个", f"there are more than {MAX_FEATURES} features", _NEXT
        )
    return features


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _plan(
    feature: Any,
    number: int,
    known: dict[str, Grid],
    news: dict[str, Grid],
    options: PlanOptions,
) -> RowPlan:
    code, name = "", ""
    try:
        properties = _properties(feature)
        code = properties.get("code", "")
        stored = known.get(code)
        name = properties.get("name", stored.name if stored else "")
        if code in news:
            raise BadCell(f"网格 {code} 重复", f"grid {code} stands there twice")
        data = (stored.model_dump() if stored else {}) | properties
        data["polygon"] = _ring(feature.get("geometry"))
        grid = Grid.model_validate(data)
        if not options.may_place(grid.code):
            raise BadCell("不在您的辖区内", "it is not in your regions")
    except BadCell as error:
        return _refused(number, code, name, error.reason)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        chinese, slash, english = reason.partition(" / ")
        where = ".".join(str(part) for part in first["loc"][:1])
        return _refused(
            number,
            code,
            name,
            Bilingual(f"{where}: {chinese}", f"{where}: {english if slash else reason}"),
        )
    if grid == stored:
        return RowPlan("GeoJSON", number, GRID.name, code, name, RowAction.SAME)
    news[code] = grid
    if stored is None:
        return RowPlan("GeoJSON", number, GRID.name, code, name, RowAction.ADD)
    return RowPlan(
        "GeoJSON", number, GRID.name, code, name, RowAction.CHANGE, _changes(stored, grid)
    )


def _refused(number: int, code: str, name: str, reason: Bilingual) -> RowPlan:
    fault = CellFault("", "geometry", reason)
    return RowPlan("GeoJSON", number, GRID.name, code, name, RowAction.REFUSE, faults=(fault,))


def _properties(feature: Any) -> dict[str, str]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadCell("不是 Feature", "it is no Feature")
    given = feature.get("properties")
    found: dict[str, str] = {}
    for field, names in _KEYS.items():
        for name in names:
            value = given.get(name) if isinstance(given, dict) else None
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                found[field] = str(value).strip()
                break
    if "code" not in found:
        raise BadCell("缺少网格编码 code", "the property code is missing: 15 digits")
    return found


def _ring(geometry: Any) -> tuple[tuple[float, float], ...]:
    """Return the corners of a feature's one polygon, not closed."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadCell("几何应为 Polygon", f"its geometry is {kind}, not a Polygon")
    rings = geometry.get("coordinates")
    if kind == "MultiPolygon":
        if not isinstance(rings, list) or len(rings) != 1:
            raise BadCell("由多块组成，请合并为一块", "it has several parts; a grid is one")
        rings = rings[0]
    if not isinstance(rings, list) or not rings:
        raise BadCell("几何是空的", "its geometry is empty")
    if len(rings) > 1:
        raise BadCell("多边形中有洞，请去掉", "the polygon has a hole; a grid has none")
    corners = rings[0]
    if not isinstance(corners, list) or not 4 <= len(corners) <= MAX_CORNERS:
        raise BadCell(
            f"顶点应为 4 到 {MAX_CORNERS} 个（首尾相同）",
            f"a ring has 4 to {MAX_CORNERS} corners, the first one again at its end",
        )
    points = tuple(_point(corner) for corner in corners)
    if points[0] == points[-1]:
        points = points[:-1]
    _check(points)
    return points


def _point(corner: Any) -> tuple[float, float]:
    # A height may stand there too (RFC 7946, section 3.1.1).
    if not isinstance(corner, list) or not 2 <= len(corner) <= 3:
        raise BadCell("顶点应为 [经度, 纬度]", "a corner is [longitude, latitude]")
    if not all(type(value) in (int, float) and abs(value) < 1e6 for value in corner):
        raise BadCell("顶点应为数字", "a corner is two numbers")
    place = float(corner[0]), float(corner[1])
    if is_swapped(*place):
        raise BadCell(
            f"经纬度颠倒：{place[0]}, {place[1]}",
            f"longitude and latitude are exchanged: {place[0]}, {place[1]}",
        )
    if not in_china(*place):
        raise BadCell(
            f"顶点 {place[0]}, {place[1]} 在中国以外",
            f"the corner {place[0]}, {place[1]} lies outside of China",
        )
    return place


def _check(points: tuple[tuple[float, float], ...]) -> None:
    plane = LocalPlane(*points[0])
    if len(points) < 3:
        raise BadCell("顶点不足 3 个", "there are fewer than three corners")
    shape = shapely.Polygon([plane.to_metres(*point) for point in points])
    if not shape.is_valid:
        # shapely names the place in metres; people look for it in degrees.
        east, north = _where(explain_validity(shape))
        place = plane.to_degrees(east, north)
        raise BadCell(
            f"边界自相交，在 {place[0]:.5f}, {place[1]:.5f} 附近",
            f"the outline crosses itself near {place[0]:.5f}, {place[1]:.5f}",
        )
    if shape.area < MIN_AREA_M2:
        raise BadCell(f"面积只有 {shape.area:.1f} 平方米", f"its area is only {shape.area:.1f} m²")


def _where(reason: str) -> tuple[float, float]:
    inside = reason.partition("[")[2].partition("]")[0].split()
    try:
        return float(inside[0]), float(inside[1])
    except (IndexError, ValueError):
        return 0.0, 0.0


def _changes(old: Grid, new: Grid) -> tuple[FieldChange, ...]:
    changes = [
        FieldChange(field, getattr(old, field), getattr(new, field))
        for field in ("name", "name_en", "unit")
        if getattr(old, field) != getattr(new, field)
    ]
    if old.polygon != new.polygon:
        changes.append(FieldChange("polygon", str(len(old.polygon)), str(len(new.polygon))))
    return tuple(changes)


def _with_overlaps(rows: list[RowPlan], grids: dict[str, Grid]) -> list[RowPlan]:
    """Add a note to each grid that comes to lie on another one."""
    from dataclasses import replace

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
