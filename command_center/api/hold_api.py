"""Legal holds: cases of which nothing is purged."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.reach import incidents_in_reach
from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import conflict, not_found
from command_center.audit.audited_act import AuditedAct
from command_center.store.incident_row import IncidentRow
from command_center.store.legal_hold_row import LegalHoldRow
from command_center.views.hold_view import HoldView
from command_center.views.task_view import TaskView
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1", tags=["holds"], dependencies=[Depends(signed_in)])

_NO_NUL = r"^[^\x00]+$"
"""PostgreSQL knows no NUL in a text."""

IncidentId = Annotated[Ulid, Path()]


class Hold(BaseModel):
    """Why a case is held.

    Attributes:
        reason: For example the number of a file; it goes into the trail.
    """

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=400, pattern=_NO_NUL)


@router.get("/holds")
async def holds(viewer: TheViewer, centre: TheCentre) -> list[HoldView]:
    """List the held cases of the viewer's regions, newest first."""
    query = (
        select(LegalHoldRow)
        .join(IncidentRow, IncidentRow.id == LegalHoldRow.incident_id)
        .where(incidents_in_reach(viewer))
        .order_by(LegalHoldRow.set_at.desc(), LegalHoldRow.incident_id)
    )
    async with centre.database.read() as session:
        return [HoldView.of(row) for row in await session.scalars(query)]


@router.post("/incidents/{incident_id}/hold", response_model=HoldView, responses={403: {}, 409: {}})
async def hold(
    incident_id: IncidentId, form: Hold, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Hold a case: its alerts, pictures, task and rows of the trail are purged no more."""

    async def effect(session: AsyncSession) -> tuple[HoldView, list[TaskView]]:
        incident = await _incident(session, viewer, incident_id)
        if await session.get(LegalHoldRow, incident_id) is not None:
            raise conflict(
                Bilingual("该事件已在保全中", "the case is held already"),
                Bilingual("如需更改理由，请先解除", "to give another reason lift it first"),
            )
        row = LegalHoldRow(
            incident_id=incident_id,
            set_at=centre.clock.now(),
            set_by=viewer.username,
            reason=form.reason,
        )
        session.add(row)
        centre.audit.add(
            session,
            viewer,
            AuditedAct.HOLD_SET,
            f"incident/{incident_id}",
            form.reason,
            camera_id=incident.camera_id,
        )
        return HoldView.of(row), []

    return await once.run(effect)


@router.delete(
    "/incidents/{incident_id}/hold",
    status_code=HTTPStatus.NO_CONTENT,
    responses={403: {}, 404: {}},
)
async def lift(
    incident_id: IncidentId,
    viewer: TheViewer,
    centre: TheCentre,
    reason: Annotated[str, Query(min_length=1, max_length=400, pattern=_NO_NUL)],
) -> Response:
    """Lift a hold; what has outlived its life goes with the next purge."""
    async with centre.database.write() as session:
        incident = await _incident(session, viewer, incident_id)
        row = await session.get(LegalHoldRow, incident_id)
        if row is None:
            raise not_found(Bilingual("保全", "hold"))
        await session.delete(row)
        centre.audit.add(
            session,
            viewer,
            AuditedAct.HOLD_LIFTED,
            f"incident/{incident_id}",
            reason,
            camera_id=incident.camera_id,
        )
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _incident(session: AsyncSession, viewer: Viewer, incident_id: str) -> IncidentRow:
    row = await session.scalar(
        select(IncidentRow).where(IncidentRow.id == incident_id, incidents_in_reach(viewer))
    )
    if row is None:
        raise not_found(Bilingual("事件", "incident"))
    return row
