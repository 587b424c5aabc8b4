"""Pieces of land from GeoJSON: permits and protected land on the map, all of a file or nothing."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from command_center.registry.part import PERMIT, PROTECTED, Part
from command_center.registry.sheets.cell_text import BadCell
from command_center.registry.sheets.geojson_features import (
    features_of,
    planned,
    refused,
    ring_of,
    taken,
    texts_of,
)
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.row_plan import RowPlan
from command_center.registry.sheets.sheet_plan import SheetPlan
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.land import Land
from sharp_eyes.registry.map_polygon import MIN_AREA_M2
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.registry import Registry

MAX_CORNERS = 512
"""As ``MapPolygon`` takes them, and the first one again."""

_KEYS: dict[str, tuple[str, ...]] = {"id": ("id", "code", "number", "编号", "许可证号", "图斑编号")}
_MODELS: dict[str, type[Land]] = {PROTECTED.name: ProtectedLand, PERMIT.name: Permit}
_OF_PART: dict[str, dict[str, tuple[str, ...]]] = {
    PROTECTED.name: {
        "name": ("name", "名称", "地块名称"),
        "min_area_m2": ("min_area_m2", "变化面积"),
        "lasting_visits": ("lasting_visits", "连续次数"),
    },
    PERMIT.name: {
        "valid_from": ("valid_from", "起始日期", "有效期起"),
        "valid_until": ("valid_until", "截止日期", "有效期止"),
    },
}


def plan_land(part: Part, data: bytes, stored: Registry, options: PlanOptions) -> SheetPlan:
    """Plan taking pieces of land with their outlines; nothing is changed.

    A feature's ``id``, in its properties or beside them, is the piece's number; what else is not
    given stays as it is. Its geometry is one polygon without holes.

    Args:
        part: ``PROTECTED`` or ``PERMIT``.
        data: The file.
        stored: The registry as it is.
        options: What has been decided.

    Raises:
        BadSheet: it is no collection of features.
    """
    known, news = part.of(stored), dict[str, Land]()
    rows = [
        _plan(part, feature, number, known, news, options)
        for number, feature in enumerate(features_of(data), start=1)
    ]
    empty = Bilingual("没有地块", "there is no land in it")
    return planned(rows, part, (known | news).values(), stored, empty)


def _plan(
    part: Part,
    feature: Any,
    number: int,
    known: dict[str, Any],
    news: dict[str, Land],
    options: PlanOptions,
) -> RowPlan:
    key, name = "", ""
    try:
        properties = texts_of(feature, _KEYS | _OF_PART[part.name])
        key = properties.setdefault("id", _id_beside(feature))
        if not key:
            raise BadCell("缺少编号 id", "the property id is missing")
        stored = known.get(key)
        name = properties.get("name", getattr(stored, "name", ""))
        if key in news:
            raise BadCell(f"编号 {key} 重复", f"the number {key} stands there twice")
        if stored is not None and stored.camera is not None:
            raise BadCell(
                "该编号的地块画在摄像机画面中，请换一个编号或先删除",
                "land of this number is drawn in a camera's picture: give it another number, or "
                "remove that first",
            )
        data = (stored.model_dump() if stored else _days(part, options)) | properties
        if part is PERMIT and not data.keys() >= {"valid_from", "valid_until"}:
            raise BadCell("缺少有效期", "the days from and until which it is valid are missing")
        data["ground"] = ring_of(
            feature.get("geometry"), most_corners=MAX_CORNERS + 1, least_m2=MIN_AREA_M2
        )
        land: Land = _MODELS[part.name].model_validate(data)
        if not options.may_land_on_map():
            raise BadCell(
                "地图上的地块须由辖区为全部的运维人员登记",
                "land on the map is for operators of all regions",
            )
    except (BadCell, ValidationError) as error:
        return refused(part, number, key, name, error)
    news[key] = land
    return taken(part, number, name, stored, land, "ground")


def _id_beside(feature: Any) -> str:
    """Return a feature's own id (RFC 7946, section 3.2); empty where it has none."""
    found = feature.get("id")
    return str(found).strip() if isinstance(found, str | int) else ""


def _days(part: Part, options: PlanOptions) -> dict[str, Any]:
    """Return the days that were given for all permits of a file that name none."""
    if part is not PERMIT:
        return {}
    days = {"valid_from": options.valid_from, "valid_until": options.valid_until}
    return {name: day for name, day in days.items() if day is not None}
