"""The registry as a workbook or a CSV file, and the template to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from command_center.registry.sheets.table_kind import (
    CAMERAS,
    GRIDS,
    KINDS,
    REGIONS,
    UNITS,
    TableKind,
)
from command_center.registry.sheets.workbook_writer import (
    Cell,
    OutSheet,
    write_csv,
    write_xlsx,
)
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.registry import Registry

_ORDER = (CAMERAS, REGIONS, GRIDS, UNITS)
_INTRODUCTION = (
    "填写“摄像机”一页；带 * 的列新增时必填。“行政区划”“网格”“管理单位”三页可在同一文件中一并导入。",
    "Fill in the sheet of cameras; columns with * are needed for a new one. Regions, grids and "
    "units may come in the same file.",
    "以编码为准：已登记的更新，未登记的新增，未列出的不变。空格保持原值，填 - 清除该值。",
    "Rows go by their codes: what is registered is changed, what is not is added, what is not "
    "listed stays. An empty cell leaves a value as it is, - takes it away.",
    "先试运行，逐行查看新增、变更与拒绝；有一行被拒绝则全部不导入。",
    "Try a dry run first: it says of each row what would be added, changed or refused. One row "
    "that is refused, and nothing is imported.",
)


def export_xlsx(registry: Registry) -> bytes:
    """Write the registry as a workbook that reads back, without zones, masks and passwords."""
    return write_xlsx([_table(kind, _things(kind, registry)) for kind in _ORDER])


def export_csv(registry: Registry) -> bytes:
    """Write the cameras as CSV."""
    return write_csv(_table(CAMERAS, registry.cameras).rows)


def template_xlsx(registry: Registry) -> bytes:
    """Write an empty table of cameras, the regions, grids and units there are, and what to write.

    Args:
        registry: Its regions, grids and units stand in the template, to look codes up in.
    """
    sheets = [_table(CAMERAS, ())]
    sheets += [_table(kind, _things(kind, registry)) for kind in _ORDER[1:]]
    return write_xlsx([*sheets, _guide()])


def template_csv() -> bytes:
    """Write the headings of cameras as CSV."""
    return write_csv(_table(CAMERAS, ()).rows)


def _things(kind: TableKind, registry: Registry) -> Sequence[Any]:
    return {
        CAMERAS.part: registry.cameras,
        REGIONS.part: registry.regions,
        GRIDS.part: registry.grids,
        UNITS.part: registry.units,
    }[kind.part]


def _table(kind: TableKind, things: Sequence[Any]) -> OutSheet:
    columns = kind.columns
    rows: list[Sequence[Cell]] = [[column.heading for column in columns]]
    rows += [[column.show(thing) for column in columns] for thing in things]
    return OutSheet(
        kind.sheet_name,
        rows,
        widths=[column.width for column in columns],
        as_text=[place for place, column in enumerate(columns) if column.as_text],
        options={place: column.options for place, column in enumerate(columns) if column.options},
    )


def _guide() -> OutSheet:
    rows: list[Sequence[Cell]] = [[line] for line in _INTRODUCTION]
    heading = len(rows) + 1
    rows += [[], ["工作表 Sheet", "列 Column", "必填 Needed", "说明", "Meaning", "示例 Example"]]
    for kind in KINDS:
        for column in kind.columns:
            rows.append(
                [
                    kind.sheet_name,
                    f"{column.title.zh} {column.title.en}",
                    "是 yes" if column.needed else "",
                    column.about.zh,
                    column.about.en,
                    column.example,
                ]
            )
    rows += [[], ["场所类型 Place types"]]
    for place in PlaceType:
        if place.refused:
            what = "禁止安装摄像机 cameras are refused"
        elif place.analytics_allowed:
            what = ""
        else:
            what = "不做检测 detectors stay off"
        rows.append([place.label.zh, place.label.en, place.value, what])
    return OutSheet("说明 Guide", rows, heading_row=heading, widths=(24, 30, 14, 56, 56, 28))
