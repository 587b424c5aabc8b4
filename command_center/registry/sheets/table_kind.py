"""What a table in a file is about."""

from __future__ import annotations

from dataclasses import dataclass

from command_center.registry.sheets import cell_values
from command_center.registry.sheets.camera_columns import CAMERA_COLUMNS, PLACE_COLUMN
from command_center.registry.sheets.column import Column
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.unit_kind import UnitKind


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table.

    Attributes:
        part: As in ``Part.name``.
        title: The sheet's name.
        key: Field of the column that says which thing a row is about.
        columns: What templates and exports carry.
        read_too: Columns that are read, and never written.
        told_by: Fields that have to be among the headings for a table to be of this kind.
    """

    part: str
    title: Bilingual
    key: str
    columns: tuple[Column, ...]
    told_by: tuple[str, ...]
    read_too: tuple[Column, ...] = ()

    @property
    def sheet_name(self) -> str:
        """Name of the sheet in templates and exports."""
        return f"{self.title.zh} {self.title.en}"


_NAME = Column(
    "name",
    Bilingual("名称", "Name"),
    cell_values.plain,
    lambda thing: thing.name,
    Bilingual("中文名称", "name in Chinese"),
    "东溪村",
    ("区划名称", "网格名称", "单位名称", "region name", "grid name", "unit name"),
    needed=True,
    width=24,
)
_NAME_EN = Column(
    "name_en",
    Bilingual("英文名称", "English name"),
    cell_values.plain,
    lambda thing: thing.name_en or None,
    Bilingual("缺省为中文名称", "the Chinese one by default"),
    "Dongxi Village",
    width=24,
)

REGIONS = TableKind(
    "region",
    Bilingual("行政区划", "Regions"),
    "code",
    (
        Column(
            "code",
            Bilingual("区划代码", "Region code"),
            cell_values.code(12),
            lambda region: region.code,
            Bilingual(
                "统计用区划代码 12 位：县 6、镇 3、村 3，上级以 0 补足",
                "statistical code of 12 digits: county 6, town 3, village 3; noughts for a level "
                "above",
            ),
            "370499101201",
            ("行政区划代码", "行政区划编码", "code"),
            needed=True,
            width=18,
        ),
        _NAME,
        _NAME_EN,
    ),
    ("code", "name"),
)
GRIDS = TableKind(
    "grid",
    Bilingual("网格", "Grids"),
    "code",
    (
        Column(
            "code",
            Bilingual("网格编码", "Grid code"),
            cell_values.code(15),
            lambda grid: grid.code,
            Bilingual("15 位：村代码 12 位加 3 位", "15 digits: the village's code and 3 more"),
            "370499101201001",
            ("网格代码",),
            needed=True,
            width=20,
        ),
        _NAME,
        _NAME_EN,
        Column(
            "unit",
            Bilingual("网格队伍", "Unit"),
            cell_values.plain,
            lambda grid: grid.unit or None,
            Bilingual("该网格的任务派给谁", "to whom tasks in this grid go"),
            "东溪村网格队",
            ("责任单位", "所属单位", "team"),
            width=22,
        ),
    ),
    ("code", "name"),
)
UNITS = TableKind(
    "unit",
    Bilingual("管理单位", "Units"),
    "name",
    (
        _NAME,
        Column(
            "kind",
            Bilingual("单位类别", "Kind"),
            cell_values.choice(UnitKind),
            lambda unit: unit.kind.label.zh,
            Bilingual(
                "网格队伍、部门、执法力量或社会组织",
                "grid team, department, enforcement force or social organisation",
            ),
            "部门",
            ("单位类型", "unit kind"),
            needed=True,
            options=tuple(kind.label.zh for kind in UnitKind),
        ),
        Column(
            "region",
            Bilingual("行政区划", "Region"),
            cell_values.region,
            lambda unit: unit.region or None,
            Bilingual("在何处工作，不填为不限", "where it works; everywhere where empty"),
            "370499101000",
            ("行政区划代码", "区划代码", "区划", "region code"),
            width=18,
        ),
        _NAME_EN,
    ),
    ("name", "kind"),
)
CAMERAS = TableKind(
    "camera", Bilingual("摄像机", "Cameras"), "id", CAMERA_COLUMNS, ("id",), (PLACE_COLUMN,)
)

KINDS: tuple[TableKind, ...] = (CAMERAS, GRIDS, REGIONS, UNITS)
"""In the order in which a table's headings are tried: those of cameras name regions and grids."""
