"""Incidents and what duty officers say of them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.reach import incidents_in_reach
from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import conflict, not_found
from command_center.api.typed_text import TypedText
from command_center.audit.audited_act import AuditedAct
from command_center.centre import Centre
from command_center.feed import feed_log
from command_center.feed.events import IncidentEvent
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow
from command_center.tasks.state import TaskState
from command_center.views.incident_view import IncidentView
from command_center.views.incident_views import incident_views
from command_center.views.task_view import TaskView
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.identifiers import Ulid

router = APIRouter(
    prefix="/api/v1/incidents", tags=["incidents"], dependencies=[Depends(signed_in)]
)

IncidentId = Annotated[Ulid, Path()]


class Confirmation(BaseModel):
    """A duty officer's word that an incident is real.

    Attributes:
        note: Goes into the first step of the task.
    """

    model_config = ConfigDict(extra="forbid")

    note: TypedText = Field(default="", max_length=2000)


class Dismissal(BaseModel):
    """A duty officer's word that an incident is none; it feeds the false-alarm figures.

    Attributes:
        reason: Why.
    """

    model_config = ConfigDict(extra="forbid")

    reason: TypedText = Field(min_length=1, max_length=2000)


@router.get("")
async def incidents(
    viewer: TheViewer,
    centre: TheCentre,
    state: Literal["open", "all"] = "open",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[IncidentView]:
    """List incidents, newest first."""
    query = (
        select(IncidentRow)
        .where(incidents_in_reach(viewer))
        .order_by(IncidentRow.opened_at.desc(), IncidentRow.id.desc())
        .limit(limit)
    )
    if state == "open":
        query = query.where(IncidentRow.state == "open", IncidentRow.review != "dismissed")
    async with centre.database.read() as session:
        rows = (await session.scalars(query)).all()
        return await incident_views(session, centre.directory.current, rows)


@router.post("/{incident_id}/confirm", response_model=IncidentView, responses={409: {}})
async def confirm(
    incident_id: IncidentId,
    form: Confirmation,
    viewer: TheViewer,
    centre: TheCentre,
    once: TheOnce,
) -> JSONResponse:
    """Confirm an incident; this opens the task of a construction."""

    async def effect(session: AsyncSession) -> tuple[IncidentView, list[TaskView]]:
        row = await _incident(session, viewer, incident_id)
        if row.review == "dismissed":
            raise conflict(
                Bilingual("该事件已被排除，不能再确认", "the incident was dismissed already"),
                Bilingual(
                    "若情况加重，将再次提请研判", "if it grows worse, it will be asked about again"
                ),
            )
        row.review = "confirmed"
        centre.audit.add(
            session,
            viewer,
            AuditedAct.INCIDENT_CONFIRMED,
            f"incident/{row.id}",
            form.note,
            camera_id=row.camera_id,
        )
        task = await centre.desk.open(session, row, opened_by=viewer.username, note=form.note)
        return await _tell(session, centre, row, [task] if task else [])

    return await once.run(effect)


@router.post("/{incident_id}/dismiss", response_model=IncidentView, responses={409: {}})
async def dismiss(
    incident_id: IncidentId,
    form: Dismissal,
    viewer: TheViewer,
    centre: TheCentre,
    once: TheOnce,
) -> JSONResponse:
    """Dismiss an incident; this cancels its task."""

    async def effect(session: AsyncSession) -> tuple[IncidentView, list[TaskView]]:
        row = await _incident(session, viewer, incident_id)
        task = await session.scalar(select(TaskRow).where(TaskRow.incident_id == row.id))
        if task is not None and task.state in (TaskState.CLOSED, TaskState.ARCHIVED):
            raise conflict(
                Bilingual("任务已办结，不能再排除该事件", "its task is closed already"),
                Bilingual("如有异议，请在任务中说明", "say so in the task's notes"),
            )
        row.review = "dismissed"
        centre.audit.add(
            session,
            viewer,
            AuditedAct.INCIDENT_DISMISSED,
            f"incident/{row.id}",
            form.reason,
            camera_id=row.camera_id,
        )
        cancelled = await centre.desk.cancel(session, row, viewer.username, form.reason)
        return await _tell(session, centre, row, [cancelled] if cancelled else [])

    return await once.run(effect)


async def _incident(session: AsyncSession, viewer: Viewer, incident_id: str) -> IncidentRow:
    row = await session.scalar(
        select(IncidentRow).where(IncidentRow.id == incident_id, incidents_in_reach(viewer))
    )
    if row is None:
        raise not_found(Bilingual("事件", "incident"))
    return row


async def _tell(
    session: AsyncSession, centre: Centre, row: IncidentRow, tasks: list[TaskRow]
) -> tuple[IncidentView, list[TaskView]]:
    await session.flush()
    view = (await incident_views(session, centre.directory.current, [row]))[0]
    event = IncidentEvent(phase="update", incident=view)
    feed_log.append(session, "incident", row.region, centre.clock.now(), event)
    return view, await centre.desk.tell(session, tasks)
