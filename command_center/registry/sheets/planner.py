"""Plans the import of a file: what would be added, changed, refused, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from command_center.accounts.viewer import Viewer
from command_center.registry.part import PARTS
from command_center.registry.password_rights import PasswordRights
from command_center.registry.reachable import is_everywhere, reaches_place
from command_center.registry.sheets.bad_sheet import FROM_TEMPLATE, BadSheet
from command_center.registry.sheets.camera_rows import CameraRows
from command_center.registry.sheets.coordinates import (
    PlacedRow,
    corrected,
    is_swapped,
    offers,
    tell_datum,
)
from command_center.registry.sheets.lookups import Lookups
from command_center.registry.sheets.offer import Correction, Offer
from command_center.registry.sheets.polygons_of import PolygonsOf
from command_center.registry.sheets.row_plan import RowAction, RowPlan
from command_center.registry.sheets.row_reader import ReadRow, read_rows
from command_center.registry.sheets.sheet_plan import SheetPlan
from command_center.registry.sheets.sheet_reader import SheetFile
from command_center.registry.sheets.table import Table, find_table
from command_center.registry.sheets.table_kind import CAMERAS, GRIDS, REGIONS, UNITS, TableKind
from command_center.registry.sheets.tree_rows import TreeRows
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.datum import in_china
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.unit import Unit
from sharp_eyes.registry.yaml_file import FoundCredentials


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What whoever imports has decided.

    Attributes:
        correct: Corrections that are taken up.
        as_written: Whether places stay as they are written though something is offered.
        viewer: Who imports; none where a command does, that may change everything.
        polygons: What the polygons of a GeoJSON file are.
        valid_from: First day of permits that name none.
        valid_until: Last day of permits that name none.
    """

    correct: frozenset[Correction] = frozenset()
    as_written: bool = False
    viewer: Viewer | None = None
    polygons: PolygonsOf = PolygonsOf.GRIDS
    valid_from: date | None = None
    valid_until: date | None = None

    def may_land_on_map(self) -> bool:
        """Tell whether land on the map, which any camera may see, is theirs to register."""
        return self.viewer is None or is_everywhere(self.viewer)

    def may_camera(self, camera: Camera) -> bool:
        """Tell whether a camera is theirs to register and to change."""
        return self.viewer is None or self.viewer.reaches_camera(camera)

    def passwords(self, cameras: Sequence[Camera]) -> PasswordRights:
        """Return what tells which passwords are theirs to use and to set."""
        return PasswordRights(self.viewer, cameras)

    def may_place(self, code: str) -> bool:
        """Tell whether a region, or a grid, is; what knows no bounds asks for everywhere."""
        return self.viewer is None or reaches_place(self.viewer, code)


def plan_import(file: SheetFile, stored: Registry, options: PlanOptions) -> SheetPlan:
    """Plan an import; nothing is changed. Takes seconds of a whole county: not for the loop.

    Args:
        file: The file.
        stored: The registry as it is.
        options: What has been decided.

    Raises:
        BadSheet: there is no table of ours in the file.
    """
    tables = [table for sheet in file.sheets if (table := find_table(sheet)) is not None]
    if not tables:
        raise BadSheet(
            "找不到表头：至少要有“设备编码”一列",
            "no headings were found: there has to be a column 'Camera ID' at least",
            FROM_TEMPLATE,
        )
    return _Planner(file, stored, options).plan(tables)


class _Planner:
    def __init__(self, file: SheetFile, stored: Registry, options: PlanOptions) -> None:
        self._file = file
        self._stored = stored
        self._options = options
        self._lookups = Lookups.of(stored)
        self._offers: list[Offer] = []
        self._faults: list[Bilingual] = []

    def plan(self, tables: list[Table]) -> SheetPlan:
        faults = [fault for table in tables for fault in table.faults]
        notes = [
            Bilingual(
                f"{table.sheet.name}：{letters} 列“{heading}”不认识，未读取",
                f"{table.sheet.name}: column {letters}, {heading!r}, is not known and was not read",
            )
            for table in tables
            for letters, heading in table.unknown
        ]
        rows: list[RowPlan] = []
        parts: dict[str, dict[str, Any]] = {}
        # What names others comes after them: cameras in a new village, on the same day.
        for kind, model, field, places in (
            (REGIONS, Region, "regions", self._options.may_place),
            (UNITS, Unit, "units", self._options.may_place),
            (GRIDS, Grid, "grids", self._options.may_place),
        ):
            part = next(one for one in PARTS if one.field == field)
            planned = TreeRows(kind, model, cast(dict[str, Any], part.of(self._stored)), places)
            rows += self._rows(_of(kind, tables), planned.plan)
            parts[field] = cast(dict[str, Any], planned.things)
            self._lookups.add(
                cast(Iterable[Region], parts.get("regions", {}).values()),
                cast(Iterable[Grid], parts.get("grids", {}).values()),
                cast(Iterable[Unit], parts.get("units", {}).values()),
            )
        stored = {camera.id: camera for camera in self._stored.cameras}
        cameras = CameraRows(
            stored,
            self._lookups,
            self._options.may_camera,
            self._options.passwords(self._stored.cameras),
        )
        rows += self._cameras(_of(CAMERAS, tables), stored, cameras)
        parts["cameras"] = cast(dict[str, Any], cameras.cameras)
        faults += self._faults
        if not rows:
            faults.append(Bilingual("没有数据行", "there are no rows of data"))
        registry = None
        if not faults and not any(row.action is RowAction.REFUSE for row in rows):
            registry, broken = _merged(self._stored, parts)
            faults += broken
        return SheetPlan(
            self._file.kind,
            self._file.encoding,
            tuple(rows),
            tuple(faults),
            tuple(notes),
            tuple(self._offers),
            self._options.as_written,
            registry,
            tuple(_last(cameras.credentials)),
        )

    def _rows(self, tables: list[Table], plan: Callable[[str, ReadRow], RowPlan]) -> list[RowPlan]:
        return [
            plan(table.sheet.name, row)
            for table in tables
            for row in read_rows(table, self._lookups)
        ]

    def _cameras(
        self, tables: list[Table], stored: dict[str, Camera], cameras: CameraRows
    ) -> list[RowPlan]:
        read = [
            (table.sheet.name, row) for table in tables for row in read_rows(table, self._lookups)
        ]
        for _, row in read:
            _join_place(row)
        placed = [
            _placed(row, stored.get(row.values.get("id", "")))
            for _, row in read
            if "location" in row.values
        ]
        self._offers = offers(placed, self._lookups, self._options.correct)
        self._refuse_unfounded(placed)
        for _, row in read:
            if "location" in row.values:
                self._correct(row)
        return [cameras.plan(sheet, row) for sheet, row in read]

    def _refuse_unfounded(self, placed: list[PlacedRow]) -> None:
        """Refuse to move places that are right: a file may be imported a second time."""
        datums = self._options.correct - {Correction.SWAPPED}
        if not datums or any(offer.correction in datums for offer in self._offers):
            return
        told = tell_datum(placed, self._lookups)
        if told is not None:
            self._faults.append(
                Bilingual(
                    f"坐标应为{told.datum.label.zh}，不应更正：{told.how.zh}",
                    f"coordinates are {told.datum.label.en} and not to be corrected: {told.how.en}",
                )
            )

    def _correct(self, row: ReadRow) -> None:
        longitude, latitude = row.values["location"]
        place = corrected(longitude, latitude, self._options.correct)
        row.values["location"] = place
        if in_china(*place):
            return
        field = "place" if "place" in row.letters else "longitude"
        if is_swapped(*place):
            row.refuse(
                field,
                Bilingual(
                    f"经纬度颠倒：经度 {place[0]}、纬度 {place[1]}",
                    f"longitude and latitude are exchanged: {place[0]}, {place[1]}",
                ),
            )
        else:
            row.refuse(
                field,
                Bilingual(
                    f"位置 {place[0]}, {place[1]} 在中国以外",
                    f"the place {place[0]}, {place[1]} lies outside of China",
                ),
            )


def _join_place(row: ReadRow) -> None:
    values = row.values
    both = values.pop("longitude", None), values.pop("latitude", None)
    together = values.pop("place", None)
    if together is not None:
        values["location"] = together
    elif both[0] is not None and both[1] is not None:
        values["location"] = both
    elif both != (None, None) and not any(
        fault.field in ("longitude", "latitude") for fault in row.faults
    ):
        missing = "latitude" if both[1] is None else "longitude"
        row.refuse(missing, Bilingual("经度与纬度须同时填写", "longitude and latitude go together"))


def _placed(row: ReadRow, stored: Camera | None) -> PlacedRow:
    longitude, latitude = row.values["location"]
    return PlacedRow(
        row.number,
        longitude,
        latitude,
        row.values.get("region") or (stored.region if stored else ""),
        row.values.get("grid") or (stored.grid or "" if stored else ""),
        stored.location if stored else None,
    )


def _of(kind: TableKind, tables: list[Table]) -> list[Table]:
    return [table for table in tables if table.kind is kind]


def _last(found: list[FoundCredentials]) -> Iterable[FoundCredentials]:
    return {one.name: one for one in found}.values()


def _merged(
    stored: Registry, parts: dict[str, dict[str, Any]]
) -> tuple[Registry | None, list[Bilingual]]:
    fields: dict[str, Any] = {}
    for part in PARTS:
        news = parts.get(part.field)
        held = getattr(stored, part.field)
        fields[part.field] = tuple((part.of(stored) | news).values()) if news else held
    # Each thing has been validated by itself; what is left is whether they hang together.
    registry = Registry.model_construct(**fields)
    faults = [
        Bilingual(*reason.split(" / ", 1)) if " / " in reason else Bilingual(reason, reason)
        for _, reason in registry.references().faults()
    ]
    return (None if faults else registry), faults
