"""Plans the import of a file of any of the kinds that people bring."""

from __future__ import annotations

from command_center.registry.part import PERMIT, PROTECTED
from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.geojson_features import looks_like_geojson
from command_center.registry.sheets.geojson_grids import plan_grids
from command_center.registry.sheets.geojson_land import plan_land
from command_center.registry.sheets.limits import MAX_FILE_BYTES
from command_center.registry.sheets.marked_file import mark_errors
from command_center.registry.sheets.planner import PlanOptions, plan_import
from command_center.registry.sheets.polygons_of import PolygonsOf
from command_center.registry.sheets.sheet_plan import SheetPlan
from command_center.registry.sheets.sheet_reader import read_sheets
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.registry import Registry

_LAND = {PolygonsOf.PROTECTED_LAND: PROTECTED, PolygonsOf.PERMITS: PERMIT}


def plan_file(data: bytes, stored: Registry, options: PlanOptions) -> SheetPlan:
    """Plan an import of XLSX, CSV or GeoJSON; takes seconds of a county, not for the loop.

    Args:
        data: The file; what it is is told by its contents.
        stored: The registry as it is.
        options: What has been decided.

    Raises:
        BadSheet: it is none of these, too large, damaged, or meant to do harm.
    """
    if len(data) <= MAX_FILE_BYTES and looks_like_geojson(data):
        part = _LAND.get(options.polygons)
        if part is not None:
            return plan_land(part, data, stored, options)
        return plan_grids(data, stored, options)
    return plan_import(read_sheets(data), stored, options)


def marked_file(data: bytes, stored: Registry, options: PlanOptions) -> tuple[str, bytes]:
    """Give a file back with its errors marked.

    Returns:
        Its kind, ``xlsx`` or ``csv``, and the file.

    Raises:
        BadSheet: it is none, or GeoJSON, in which nothing can be marked.
    """
    if looks_like_geojson(data):
        raise BadSheet(
            "GeoJSON 中无法标注错误",
            "errors cannot be marked in GeoJSON",
            Bilingual("请看试运行的结果", "see what the dry run says"),
        )
    file = read_sheets(data)
    return file.kind, mark_errors(file, plan_import(file, stored, options))
