"""Features and their outlines out of GeoJSON (RFC 7946), each looked at before it is taken."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

import shapely
from pydantic import ValidationError
from shapely.validation import explain_validity

from command_center.model_words import words_of
from command_center.registry.part import Part
from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.cell_text import BadCell
from command_center.registry.sheets.coordinates import is_swapped
from command_center.registry.sheets.faults import CellFault
from command_center.registry.sheets.row_plan import FieldChange, RowAction, RowPlan
from command_center.registry.sheets.sheet_plan import SheetPlan
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.datum import in_china
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.registry import Registry

SHEET = "GeoJSON"
"""What stands in a row's plan where a spreadsheet names its sheet."""

MAX_FEATURES = 10_000
Corners = tuple[tuple[float, float], ...]

_NEXT = Bilingual(
    "请从地图软件导出 GeoJSON（FeatureCollection，CGCS2000 或 WGS 84）",
    "export it from your map program as GeoJSON: a FeatureCollection, CGCS2000 or WGS 84",
)


def looks_like_geojson(data: bytes) -> bool:
    """Tell whether a file may be GeoJSON: its first character says so."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def features_of(data: bytes) -> list[Any]:
    """Return the features of a collection, none of them looked at.

    Raises:
        BadSheet: it is no collection of features.
    """
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
            f"地块超过 {MAX_FEATURES} 个", f"there are more than {MAX_FEATURES} features", _NEXT
        )
    return features


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def texts_of(feature: Any, names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Return what a feature's properties say, by our names; numbers as text.

    Args:
        feature: As it came.
        names: By ours, what they are called in files, the first one that says something counts.

    Raises:
        BadCell: it is no feature.
    """
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadCell("不是 Feature", "it is no Feature")
    given = feature.get("properties")
    found: dict[str, str] = {}
    for field, called in names.items():
        for name in called:
            value = given.get(name) if isinstance(given, dict) else None
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                found[field] = str(value).strip()
                break
    return found


def ring_of(geometry: Any, *, most_corners: int, least_m2: float) -> Corners:
    """Return the corners of a feature's one polygon, (longitude, latitude), not closed.

    Args:
        geometry: Of the feature, as it came.
        most_corners: More of them are refused.
        least_m2: What is smaller was drawn by mistake.

    Raises:
        BadCell: it is no such polygon, or not in China.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadCell("几何应为 Polygon", f"its geometry is {kind}, not a Polygon")
    rings = geometry.get("coordinates")
    if kind == "MultiPolygon":
        if not isinstance(rings, list) or len(rings) != 1:
            raise BadCell("由多块组成，请合并为一块", "it has several parts; draw one")
        rings = rings[0]
    if not isinstance(rings, list) or not rings:
        raise BadCell("几何是空的", "its geometry is empty")
    if len(rings) > 1:
        raise BadCell("多边形中有洞，请去掉", "the polygon has a hole; draw it without")
    corners = rings[0]
    if not isinstance(corners, list) or not 4 <= len(corners) <= most_corners:
        raise BadCell(
            f"顶点应为 4 到 {most_corners} 个（首尾相同）",
            f"a ring has 4 to {most_corners} corners, the first one again at its end",
        )
    points = tuple(_point(corner) for corner in corners)
    if points[0] == points[-1]:
        points = points[:-1]
    _check(points, least_m2)
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


def _check(points: Corners, least_m2: float) -> None:
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
    if shape.area < least_m2:
        raise BadCell(f"面积只有 {shape.area:.1f} 平方米", f"its area is only {shape.area:.1f} m²")


def _where(reason: str) -> tuple[float, float]:
    inside = reason.partition("[")[2].partition("]")[0].split()
    try:
        return float(inside[0]), float(inside[1])
    except (IndexError, ValueError):
        return 0.0, 0.0


def _why_not(error: ValidationError) -> Bilingual:
    # Values stay out of it.
    first = error.errors(include_input=False, include_url=False)[0]
    _, reason = words_of(first)
    where = f"{first['loc'][0]}: " if first["loc"] else ""
    return Bilingual(f"{where}{reason.zh}", f"{where}{reason.en}")


def refused(
    part: Part, number: int, key: str, name: str, error: BadCell | ValidationError
) -> RowPlan:
    """Return the plan of a feature that is refused, for what it says or what a model says of it."""
    reason = error.reason if isinstance(error, BadCell) else _why_not(error)
    fault = CellFault("", "geometry", reason)
    return RowPlan(SHEET, number, part.name, key, name, RowAction.REFUSE, faults=(fault,))


def taken(
    part: Part,
    number: int,
    name: str,
    stored: RegistryModel | None,
    made: RegistryModel,
    outline: str,
) -> RowPlan:
    """Return the plan of a feature that is taken.

    Args:
        part: What it is a thing of.
        number: Of the feature, from 1.
        name: What people call it.
        stored: The thing as it is; none where it is new.
        made: As it would be.
        outline: The field with its corners, of which only the number is shown.
    """
    key = str(getattr(made, part.key))
    if stored is None:
        return RowPlan(SHEET, number, part.name, key, name, RowAction.ADD)
    if made == stored:
        return RowPlan(SHEET, number, part.name, key, name, RowAction.SAME)
    changes = tuple(_changes(stored, made, outline))
    return RowPlan(SHEET, number, part.name, key, name, RowAction.CHANGE, changes)


def planned(
    rows: list[RowPlan],
    part: Part,
    things: Iterable[RegistryModel],
    stored: Registry,
    empty: Bilingual,
) -> SheetPlan:
    """Return the plan of a file: all of it is taken, or nothing.

    Args:
        rows: Of its features.
        part: What they are things of.
        things: All of them as they would be, those that the file does not name among them.
        stored: The registry as it is.
        empty: What is said of a file without features.
    """
    registry = None
    if rows and not any(row.action is RowAction.REFUSE for row in rows):
        registry = stored.model_copy(update={part.field: tuple(things)})
    faults = () if rows else (empty,)
    return SheetPlan("geojson", "", tuple(rows), faults, (), (), False, registry, ())


def _changes(old: RegistryModel, new: RegistryModel, outline: str) -> Iterable[FieldChange]:
    for field in type(new).model_fields:
        before, after = getattr(old, field), getattr(new, field)
        if before == after:
            continue
        if field == outline:
            before, after = len(before or ()), len(after or ())
        yield FieldChange(field, _text(before), _text(after))


def _text(value: object) -> str:
    return "" if value is None else str(value)
