"""Rows of cameras: what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from command_center.model_words import words_of
from command_center.registry.password_rights import PasswordRights, not_theirs
from command_center.registry.sheets.camera_columns import CAMERA_COLUMNS, PASSWORD
from command_center.registry.sheets.lookups import Lookups
from command_center.registry.sheets.row_plan import FieldChange, RowAction, RowPlan
from command_center.registry.sheets.row_reader import ReadRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.device_code import code_notes
from sharp_eyes.region_code import county_of, lies_under
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.yaml_file import FoundCredentials, move_credentials

_PLAIN = (
    "name",
    "region",
    "grid",
    "place_type",
    "key_area",
    "managing_unit",
    "sign_posted",
    "credentials",
    "enabled",
)
_STREAMS = ("sub", "main")
_CAMERA = Camera.model_fields
_SHOW = {column.field: column.show for column in CAMERA_COLUMNS}
_HIDDEN = "•••"
_STAND_INS = {"id": "11010500001310000001", "name": "-", "sub": "whip:"}
"""Where a cell is refused or empty, so that the others can be held against the model."""


class CameraRows:
    """Plans rows of cameras.

    Args:
        stored: The cameras there are, by id.
        lookups: Regions, grids and units, those of the file among them.
        may: Whether whoever imports may register, or change, a camera.
        passwords: Which passwords they may use, and set.
    """

    def __init__(
        self,
        stored: Mapping[str, Camera],
        lookups: Lookups,
        may: Callable[[Camera], bool],
        passwords: PasswordRights,
    ) -> None:
        self._stored = stored
        self._lookups = lookups
        self._may = may
        self._passwords = passwords
        self._first_row: dict[str, int] = {}
        self.cameras: dict[str, Camera] = {}
        self.credentials: list[FoundCredentials] = []

    def plan(self, sheet: str, row: ReadRow) -> RowPlan:
        """Plan one row.

        Args:
            sheet: Name of its sheet.
            row: The row, its place corrected already.
        """
        values = row.values
        key = values.get("id", "")
        stored = self._stored.get(key)
        name = values.get("name") or (stored.name if stored else "")
        if not key:
            if not any(fault.field == "id" for fault in row.faults):
                row.refuse("id", Bilingual("缺少设备编码", "the camera's id is missing"))
        elif key in self._first_row:
            first = self._first_row[key]
            row.refuse(
                "id", Bilingual(f"与第 {first} 行重复", f"the same camera as in row {first}")
            )
        else:
            self._first_row[key] = row.number
        if key:
            self._ask_for_needed(row, stored)
            if stored is not None and not self._may(stored):
                self._not_theirs(row)
            self._read_credentials(row, stored)
        camera = None if row.faults else self._camera(row, stored)
        if camera is None or row.faults:
            self._look_further(row, stored)
            return RowPlan(
                sheet,
                row.number,
                "camera",
                key,
                name,
                RowAction.REFUSE,
                faults=tuple(row.faults),
                notes=tuple(row.notes),
            )
        changes: tuple[FieldChange, ...] = ()
        action = RowAction.ADD
        if stored is not None:
            changes = _changes(stored, camera)
            action = RowAction.SAME if camera is stored else RowAction.CHANGE
        if camera is not stored:
            self.cameras[key] = camera
        if PASSWORD in values:
            changes += (FieldChange(PASSWORD, "", _HIDDEN),)
        return RowPlan(
            sheet, row.number, "camera", key, name, action, changes, (), tuple(row.notes)
        )

    def _camera(self, row: ReadRow, stored: Camera | None) -> Camera | None:
        if stored is not None and _is_same(row, stored):
            self._keep_credentials(row, stored.credentials)
            self._look_round(row, stored)
            return stored
        data = self._data(row, stored)
        found = move_credentials([data])
        try:
            camera = Camera.model_validate(data)
        except ValidationError as error:
            _refuse(row, error)
            return None
        self._look_round(row, camera)
        if not self._may(camera):
            self._not_theirs(row)
        # An address with a password in it sets the one that is kept under the camera's name.
        if not self._passwords.may_change(stored, camera) or not all(
            self._passwords.may_name(one.name, camera.id) for one in found
        ):
            self._not_their_password(row, camera.credentials or "")
        if row.faults:
            return None
        self.credentials += found
        self._keep_credentials(row, camera.credentials)
        if stored is not None and camera == stored:
            return stored
        return camera

    def _ask_for_needed(self, row: ReadRow, stored: Camera | None) -> None:
        if stored is not None:
            return
        for field, reason in (
            ("name", Bilingual("新摄像机须填名称", "a new camera needs a name")),
            ("sub", Bilingual("新摄像机须填子码流地址", "a new camera needs a sub-stream")),
        ):
            if field not in row.values and not row.is_refused(field):
                row.refuse(field, reason)

    def _look_further(self, row: ReadRow, stored: Camera | None) -> None:
        """Say what is wrong with the other cells of a row that is refused, all in one go."""
        # Of a place everything is said already.
        values = {field: value for field, value in row.values.items() if field != "location"}
        data = self._data(replace(row, values=_STAND_INS | values), stored)
        move_credentials([data])
        try:
            Camera.model_validate(data)
        except ValidationError as error:
            _refuse(row, error)

    def _data(self, row: ReadRow, stored: Camera | None) -> dict[str, Any]:
        values = row.values
        data: dict[str, Any] = (
            {"id": values["id"], "streams": {}} if stored is None else stored.model_dump()
        )
        for field in _PLAIN:
            if field in values:
                data[field] = values[field]
            elif field in row.cleared:
                data[field] = _CAMERA[field].get_default()
        for stream in _STREAMS:
            if stream in values:
                data["streams"][stream] = values[stream]
            elif stream in row.cleared:
                data["streams"][stream] = None
        if "location" in values:
            data["location"] = values["location"]
        elif {"longitude", "latitude", "place"} & row.cleared:
            data["location"] = None
        grid = values.get("grid")
        if grid and "region" not in values:
            region = stored.region if stored else ""
            if not region or not lies_under(grid, region):
                # The grid's village is nearer to the truth than the county in the id.
                data["region"] = self._village_of(grid)
        if PASSWORD in values and not data.get("credentials"):
            data["credentials"] = f"camera/{values['id']}"
        return data

    def _village_of(self, grid: str) -> str:
        village = grid[:12]
        for code in (village, f"{village[:9]}000", f"{village[:6]}000000"):
            if not self._lookups.regions or code in self._lookups.regions:
                return code
        return village

    def _look_round(self, row: ReadRow, camera: Camera) -> None:
        """Hold a camera against the tree, and say what looks odd."""
        lookups = self._lookups
        if lookups.regions and camera.region not in lookups.regions:
            row.refuse(
                "region",
                Bilingual(
                    f"区划 {camera.region} 不在区划树中，请填写行政区划",
                    f"region {camera.region} is not in the tree; write the region",
                ),
            )
        for said in code_notes(camera.id):
            row.note("id", said)
        if county_of(camera.id) != county_of(camera.region):
            row.note(
                "id",
                Bilingual(
                    f"编码中的县 {county_of(camera.id)} 与行政区划的县 "
                    f"{county_of(camera.region)} 不同",
                    f"the id's county is {county_of(camera.id)}, the region's "
                    f"{county_of(camera.region)}",
                ),
            )
        unit = camera.managing_unit
        if unit and lookups.units and unit not in lookups.units:
            row.note(
                "managing_unit",
                Bilingual(f"单位“{unit}”未登记", f"unit {unit!r} is not among the units"),
            )
        if not camera.place_type.analytics_allowed and "place_type" not in row.letters:
            return
        if not camera.place_type.analytics_allowed:
            label = camera.place_type.label
            row.note(
                "place_type",
                Bilingual(
                    f"场所类型为“{label.zh}”，不做检测",
                    f"place type is {label.en!r}: detectors stay off",
                ),
            )

    def _not_theirs(self, row: ReadRow) -> None:
        row.refuse(
            "id",
            Bilingual("不在您的辖区或管理单位内", "it is not in your regions, or not your unit's"),
        )

    def _read_credentials(self, row: ReadRow, stored: Camera | None) -> None:
        values = row.values
        if "username" in values and PASSWORD not in values:
            row.refuse(PASSWORD, Bilingual("填了用户名，缺少密码", "a user name, and no password"))
        if PASSWORD in values and "username" not in values:
            row.refuse(
                "username", Bilingual("填了密码，缺少用户名", "a password, and no user name")
            )
        kept = stored.credentials if stored else None
        name = values.get("credentials") or kept
        touched = PASSWORD in values or (name is not None and name != kept)
        if touched and name is not None and not self._passwords.may_name(name, values["id"]):
            self._not_their_password(row, name)

    def _not_their_password(self, row: ReadRow, name: str) -> None:
        row.refuse("credentials", not_theirs(name).message)

    def _keep_credentials(self, row: ReadRow, name: str | None) -> None:
        values = row.values
        if PASSWORD in values:
            name = name or f"camera/{values['id']}"
            self.credentials.append(FoundCredentials(name, values["username"], values[PASSWORD]))


def _is_same(row: ReadRow, stored: Camera) -> bool:
    """Tell, without making a camera of it, whether a row says what is there already."""
    values = row.values
    if row.cleared or (PASSWORD in values and stored.credentials is None):
        return False
    if any(field in values and getattr(stored, field) != values[field] for field in _PLAIN):
        return False
    if any(
        stream in values and getattr(stored.streams, stream) != values[stream]
        for stream in _STREAMS
    ):
        return False
    return "location" not in values or values["location"] == stored.location


def _changes(old: Camera, new: Camera) -> tuple[FieldChange, ...]:
    if new is old:
        return ()
    changes = []
    for field, show in _SHOW.items():
        before, after = show(old), show(new)
        if before != after:
            changes.append(FieldChange(field, _text(before), _text(after)))
    return tuple(changes)


def _text(value: str | float | None) -> str:
    return "" if value is None else str(value)


def _refuse(row: ReadRow, error: ValidationError) -> None:
    for detail in error.errors(include_url=False, include_input=False):
        path = [part for part in detail["loc"] if isinstance(part, str)]
        field = path[-1] if path and path[0] == "streams" else (path[0] if path else "")
        # The one rule of a camera as a whole that a sheet can break is that of its grid.
        field = {"location": "longitude"}.get(field, field) or "grid"
        if not row.is_refused(field):
            row.refuse(field, words_of(detail)[1])
