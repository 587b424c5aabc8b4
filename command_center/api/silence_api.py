"""Silences: a camera's alerts call on nobody for a time, and are stored all the same."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import not_found
from command_center.views.silence_view import SilenceView
from command_center.views.task_view import TaskView
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.device_code import CameraId
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1/silences", tags=["silences"], dependencies=[Depends(signed_in)])

SHORTEST_MIN = 5
LONGEST_MIN = 3 * 24 * 60
"""Three days, the longest deadline of a camera's repair; what is to be quiet for longer is a
change of the registry."""

SilenceId = Annotated[Ulid, Path()]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=r"^[^\x00]+$"),
]


class SilenceForm(BaseModel):
    """What is to be silent, and for how long.

    Attributes:
        camera: Which camera.
        kind: Alerts of one kind; null for all kinds.
        minutes: For how long.
        reason: Why; it goes into the trail and onto the handover sheet.
    """

    model_config = ConfigDict(extra="forbid")

    camera: CameraId
    kind: IncidentKind | None = None
    minutes: int = Field(ge=SHORTEST_MIN, le=LONGEST_MIN)
    reason: Reason


@router.get("")
async def silences(
    viewer: TheViewer,
    centre: TheCentre,
    state: Annotated[Literal["holding", "all"], Query()] = "holding",
    camera: Annotated[CameraId | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> list[SilenceView]:
    """List silences of the caller's cameras, or of one of them, newest first."""
    async with centre.database.read() as session:
        rows = await centre.silences.listed(
            session, viewer, holding=state == "holding", camera_id=camera, limit=limit
        )
    now, directory = centre.clock.now(), centre.directory.current
    return [SilenceView.of(row, directory.camera_name(row.camera_id), now) for row in rows]


@router.post("", response_model=SilenceView, responses={404: {}, 409: {}})
async def silence(
    form: SilenceForm, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Silence a camera: its alerts are stored and listed, but nothing pops up, no task opens.

    What is grave (severity 4) calls all the same; what is still open when the silence ends, then.
    """

    async def effect(session: AsyncSession) -> tuple[SilenceView, list[TaskView]]:
        camera = centre.directory.current.cameras.get(form.camera)
        if camera is None or not viewer.reaches_camera(camera):
            raise not_found(Bilingual("摄像机", "camera"))
        life = timedelta(minutes=form.minutes)
        row = await centre.silences.set(session, viewer, camera, form.kind, life, form.reason)
        return SilenceView.of(row, camera.name, centre.clock.now()), []

    answer = await once.run(effect)
    await centre.silence_keeper.look()
    return answer


@router.delete("/{silence_id}", status_code=HTTPStatus.NO_CONTENT, responses={404: {}})
async def lift(silence_id: SilenceId, viewer: TheViewer, centre: TheCentre) -> Response:
    """End a silence before its time; what is open of that camera calls now."""
    async with centre.database.write() as session:
        await centre.silences.lift(session, viewer, silence_id)
    await centre.silence_keeper.look()
    return Response(status_code=HTTPStatus.NO_CONTENT)
