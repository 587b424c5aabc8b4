"""Zones, privacy masks and ground points of one camera, drawn on its picture."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import Problem, not_found
from command_center.centre import Centre
from command_center.registry.author import Author
from command_center.registry.directory import Directory
from command_center.registry.zone_check import ZoneCheck, check_shapes
from command_center.registry.zone_editor import ZoneEditor
from command_center.registry.zone_fault import ZoneFault
from command_center.registry.zone_record import ZoneRecord, zone_record
from command_center.store.incident_row import IncidentRow
from command_center.views.task_view import TaskView
from command_center.views.view import TwoLanguages
from command_center.views.zones_view import CameraViewState, ZoneFaultView, ZonesView
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.bilingual import Bilingual

router = APIRouter(prefix="/api/v1/cameras", tags=["registry"], dependencies=[Depends(signed_in)])

TheCamera = Annotated[str, Path(pattern=r"^[0-9]{20}$")]
Shapes = Annotated[list[dict[str, Any]], Field(max_length=100)]
Revision = Annotated[int, Field(ge=0, le=2**53)]

_EXAMPLE: dict[str, JsonValue] = {
    "revision": 7,
    "zones": [
        {
            "id": "square",
            "name": "广场",
            "polygon": [[0.1, 0.5], [0.9, 0.5], [0.9, 0.95], [0.1, 0.95]],
            "limits": {"kind": "crowd", "people": 20},
        }
    ],
    "privacy_masks": [{"id": "window", "polygon": [[0.6, 0.1], [0.8, 0.1], [0.8, 0.3]]}],
    "ground_points": [],
}


class ZonesForm(BaseModel):
    """All shapes of one camera, in the place of those it has.

    Attributes:
        revision: As it was given with the shapes that were changed.
        zones: As in ``camera_registry.yaml``, ``analytics.zones``.
        privacy_masks: As there.
        ground_points: As there.
        dry_run: Only check them, and save nothing.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    revision: Revision
    zones: Shapes
    privacy_masks: Shapes
    ground_points: Shapes
    dry_run: bool = False


class ConfirmForm(BaseModel):
    """Somebody's word that masks and zones fit what the camera shows.

    Attributes:
        revision: As it was given with the masks and zones that were looked at.
        unmoved_too: Also where no moved view is known; everything is learned anew then.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"revision": 8}]})

    revision: Revision
    unmoved_too: bool = False


@router.get("/{camera_id}/zones", responses={404: {}})
async def zones(camera_id: TheCamera, viewer: TheViewer, centre: TheCentre) -> ZonesView:
    """Give what is drawn on a camera's picture, and what is known of its view."""
    async with centre.database.snapshot() as session:
        record = await _record(session, viewer, camera_id)
        since = await _moved_since(centre, session, camera_id)
    return _view(centre, record, _check_record(record), since)


@router.put("/{camera_id}/zones", responses={404: {}, 409: {}})
async def draw(
    camera_id: TheCamera, form: ZonesForm, viewer: TheViewer, centre: TheCentre
) -> ZonesView:
    """Put other shapes in the place of those a camera has; workers follow within seconds.

    With ``dry_run`` they are only checked. What is refused is told shape by shape in ``faults``,
    with ``areas_m2`` of those that are fine. The same again changes nothing.
    """
    editor = _editor(centre)

    async def save(directory: Directory) -> ZonesView:
        async with centre.database.write() as session:
            record = await _record(session, viewer, camera_id)
            check = _check(record, form)
            if check.camera == record.camera:
                return _view(centre, record, check, await _moved_since(centre, session, camera_id))
            _same_revision(record, form.revision)
            if check.camera is None:
                raise _faulty(check)
            await editor.write(
                session, directory, check.camera, Author.of(viewer), f"zones of {camera_id}"
            )
            record = await _record(session, viewer, camera_id)
            return _view(centre, record, check, await _moved_since(centre, session, camera_id))

    if form.dry_run:
        return await _tried(centre, viewer, camera_id, form)
    return await editor.upon_newest(save)


@router.post("/{camera_id}/view/confirm", response_model=ZonesView, responses={404: {}, 409: {}})
async def confirm(
    camera_id: TheCamera,
    form: ConfirmForm,
    viewer: TheViewer,
    centre: TheCentre,
    once: TheOnce,
) -> JSONResponse:
    """Say that masks and zones fit what the camera shows; the picture is shown again then.

    Its worker learns the view anew from then on, for construction too, and ends the incident of
    the moved view.
    """
    editor = _editor(centre)

    async def upon(directory: Directory) -> JSONResponse:
        async def effect(session: AsyncSession) -> tuple[ZonesView, list[TaskView]]:
            record = await _record(session, viewer, camera_id)
            _same_revision(record, form.revision)
            since = await _moved_since(centre, session, camera_id)
            # Also where somebody did already, and the worker has not followed.
            if not form.unmoved_too and since is None:
                raise _not_moved()
            await editor.confirm(session, directory, record.camera, since, Author.of(viewer))
            record = await _record(session, viewer, camera_id)
            return _view(centre, record, _check_record(record), since), []

        return await once.run(effect)

    return await editor.upon_newest(upon)


def _editor(centre: Centre) -> ZoneEditor:
    return ZoneEditor(centre.database, centre.directory, centre.audit, centre.clock)


async def _tried(centre: Centre, viewer: Viewer, camera_id: str, form: ZonesForm) -> ZonesView:
    async with centre.database.snapshot() as session:
        record = await _record(session, viewer, camera_id)
        since = await _moved_since(centre, session, camera_id)
    check = _check(record, form)
    if check.camera is None:
        # What somebody else has taken away meanwhile is no fault of these shapes.
        _same_revision(record, form.revision)
        raise _faulty(check)
    shown = _view(centre, record, check, since)
    return shown.model_copy(
        update={
            "zones": check.camera.analytics.zones,
            "privacy_masks": check.camera.privacy_masks,
            "ground_points": check.camera.ground_points,
        }
    )


async def _record(session: AsyncSession, viewer: Viewer, camera_id: str) -> ZoneRecord:
    record = await zone_record(session, camera_id)
    if record is None or not viewer.reaches_camera(record.camera):
        raise not_found(Bilingual("摄像机", "camera"))
    return record


def _same_revision(record: ZoneRecord, revision: int) -> None:
    if record.revision == revision:
        return
    who = record.saved_by or "?"
    raise Problem(
        HTTPStatus.CONFLICT,
        Bilingual(
            f"{who} 刚刚修改了这台摄像机，您的修改未保存",
            f"{who} changed this camera meanwhile; yours was not saved",
        ),
        next_step=Bilingual("载入最新内容后再改", "load what is there now, then change that"),
        extra={
            "code": "changed",
            "revision": record.revision,
            "saved_by": record.saved_by,
            "saved_at": _text(record.saved_at),
        },
    )


def _faulty(check: ZoneCheck) -> Problem:
    count = len(check.faults)
    first = check.faults[0].message
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Bilingual(
            f"有 {count} 处错误，未保存；第一处：{first.zh}",
            f"{count} fault(s), nothing was saved; the first: {first.en}",
        ),
        extra={
            "code": "faulty",
            "faults": [_fault(one).model_dump(mode="json") for one in check.faults],
            "warnings": [_fault(one).model_dump(mode="json") for one in check.warnings],
            "areas_m2": check.areas_m2,
            "ground_residual": check.residual,
        },
    )


def _not_moved() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        Bilingual("没有收到画面移位的报告，无需确认", "no moved view is known: nothing to confirm"),
        next_step=Bilingual(
            "如需重新学习画面，请加 unmoved_too", "send unmoved_too to have it learned anew"
        ),
        extra={"code": "not-moved"},
    )


async def _moved_since(centre: Centre, session: AsyncSession, camera_id: str) -> datetime | None:
    """Return when the view moved, by its worker's health or by the incident that is open.

    At a camera with masks the incident ends when the view is back in its place, and the picture
    stays masked: only the health says so then.
    """
    row = await session.scalar(
        select(IncidentRow).where(
            IncidentRow.camera_id == camera_id,
            IncidentRow.kind == IncidentKind.CAMERA_FAULT.value,
            IncidentRow.zone == "picture",
            IncidentRow.state == "open",
        )
    )
    told = [centre.board.view_moved_since(camera_id)]
    if row is not None and row.measurement.get("quantity") == "view_moved":
        told.append(row.opened_at)
    return max((one for one in told if one is not None), default=None)


def _is_moved(record: ZoneRecord, since: datetime | None) -> bool:
    confirmed_at = record.camera.view_confirmed_at
    return since is not None and (confirmed_at is None or confirmed_at < since)


def _check(record: ZoneRecord, form: ZonesForm) -> ZoneCheck:
    return check_shapes(
        record.camera, form.zones, form.privacy_masks, form.ground_points, record.retired
    )


def _check_record(record: ZoneRecord) -> ZoneCheck:
    """Check what is saved: files may hold what nobody could draw here, which is only told."""
    camera = record.camera
    check = check_shapes(
        camera,
        [zone.model_dump(mode="json") for zone in camera.analytics.zones],
        [mask.model_dump(mode="json") for mask in camera.privacy_masks],
        [point.model_dump(mode="json") for point in camera.ground_points],
        {},
    )
    check.warnings = check.faults + check.warnings
    return check


def _view(
    centre: Centre, record: ZoneRecord, check: ZoneCheck, since: datetime | None
) -> ZonesView:
    camera = record.camera
    if _is_moved(record, since):
        state = "moved"
    elif not centre.board.is_heard(camera.id):
        state = "unknown"
    else:
        state = "confirmed" if since is not None else "in-place"
    return ZonesView.model_validate(
        {
            "camera": camera.id,
            "name": camera.name,
            "enabled": camera.enabled,
            "place_type": camera.place_type,
            "location": camera.location,
            "analytics_allowed": camera.enabled and camera.place_type.analytics_allowed,
            "revision": record.revision,
            "saved_at": record.saved_at,
            "saved_by": record.saved_by,
            "zones": camera.analytics.zones,
            "privacy_masks": camera.privacy_masks,
            "ground_points": camera.ground_points,
            "retired": tuple(sorted(set().union(*record.retired.values()))),
            "areas_m2": check.areas_m2,
            "ground_residual": check.residual,
            "warnings": tuple(_fault(one) for one in check.warnings),
            "view": CameraViewState.model_validate(
                {
                    "state": state,
                    "moved_since": since,
                    "confirmed_at": camera.view_confirmed_at,
                }
            ),
        }
    )


def _fault(one: ZoneFault) -> ZoneFaultView:
    return ZoneFaultView(
        part=one.part,
        index=one.index,
        field=one.field,
        code=one.code,
        corners=one.corners,
        message=TwoLanguages(zh=one.message.zh, en=one.message.en),
    )


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
