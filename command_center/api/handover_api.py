"""Shift handover: what is open is listed, and signed by the one who leaves and the next."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.viewer import Viewer
from command_center.api.account_forms import Nothing, Region, Unit
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.store.handover_row import HandoverRow
from command_center.views.shift_views import HandoverView, SheetView
from command_center.views.task_view import TaskView
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1/handovers", tags=["shifts"], dependencies=[Depends(signed_in)])
sheet_router = APIRouter(
    prefix="/api/v1/handover-sheet", tags=["shifts"], dependencies=[Depends(signed_in)]
)
"""What would be handed over: of an address of its own, so that no id can be taken for it."""

HandoverId = Annotated[Ulid, Path()]
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")
]
REFUSALS: dict[int | str, dict[str, object]] = {404: {}, 409: {}}


class Give(BaseModel):
    """What one hands over.

    Attributes:
        region: Where, 12 digits; empty for everywhere. One's own grants decide how far it may be.
        unit: Of which managing unit; empty for all.
        note: What the next shift has to know.
    """

    model_config = ConfigDict(extra="forbid")

    region: Region = ""
    unit: Unit = ""
    note: Note = ""


class Take(BaseModel):
    """What one notes on taking over.

    Attributes:
        note: In words.
    """

    model_config = ConfigDict(extra="forbid")

    note: Note = ""


@router.get("")
async def handovers(
    viewer: TheViewer,
    centre: TheCentre,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[HandoverView]:
    """List handovers within one's reach, newest first, without their sheets."""
    async with centre.database.read() as session:
        rows = await centre.handovers.newest(session, viewer, limit)
    return [_view(row, viewer, with_sheet=False) for row in rows]


@sheet_router.get("", responses={409: {}})
async def preview(
    viewer: TheViewer,
    centre: TheCentre,
    region: Annotated[Region, Query()] = "",
    unit: Annotated[Unit, Query()] = "",
) -> SheetView:
    """Say what would be handed over now."""
    async with centre.database.read() as session:
        sheet = await centre.handovers.preview(session, viewer, Grant(None, region, unit))
    return SheetView(sheet=sheet)


@router.get("/{handover_id}", responses={404: {}})
async def one(handover_id: HandoverId, viewer: TheViewer, centre: TheCentre) -> HandoverView:
    """Give one, with its sheet."""
    async with centre.database.read() as session:
        return _view(await centre.handovers.get(session, viewer, handover_id), viewer)


@router.post("", response_model=HandoverView, responses={409: {}})
async def give(form: Give, viewer: TheViewer, centre: TheCentre, once: TheOnce) -> JSONResponse:
    """Sign that one leaves, with what is open now."""

    async def effect(session: AsyncSession) -> tuple[HandoverView, list[TaskView]]:
        place = Grant(None, form.region, form.unit)
        return _view(await centre.handovers.give(session, viewer, place, form.note), viewer), []

    return await once.run(effect)


@router.post("/{handover_id}/take", response_model=HandoverView, responses=REFUSALS)
async def take(
    handover_id: HandoverId, form: Take, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Sign that one takes over; nobody takes over from themselves."""

    async def effect(session: AsyncSession) -> tuple[HandoverView, list[TaskView]]:
        row = await centre.handovers.take(session, viewer, handover_id, form.note)
        return _view(row, viewer), []

    return await once.run(effect)


@router.post("/{handover_id}/withdraw", response_model=HandoverView, responses=REFUSALS)
async def withdraw(
    handover_id: HandoverId, form: Nothing, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Take one's own back before it was taken over."""

    async def effect(session: AsyncSession) -> tuple[HandoverView, list[TaskView]]:
        return _view(await centre.handovers.withdraw(session, viewer, handover_id), viewer), []

    return await once.run(effect)


def _view(row: HandoverRow, viewer: Viewer, *, with_sheet: bool = True) -> HandoverView:
    return HandoverView(
        id=row.id,
        region=row.region,
        unit=row.unit,
        sheet=row.sheet if with_sheet else None,
        sheet_sha256=row.sheet_sha256,
        given_by=row.given_by,
        given_by_name=row.given_by_name,
        given_note=row.given_note,
        given_at=row.given_at,
        taken_by=row.taken_by,
        taken_by_name=row.taken_by_name,
        taken_note=row.taken_note,
        taken_at=row.taken_at,
        taken_on_roster=row.taken_on_roster,
        withdrawn_at=row.withdrawn_at,
        mine=row.given_by == viewer.username,
    )
