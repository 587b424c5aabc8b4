"""Grid tasks."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.reach import tasks_in_reach
from command_center.api.access_table import STEPS
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import not_allowed, not_found
from command_center.api.task_steps import as_seen_by
from command_center.api.typed_text import TypedText
from command_center.audit.audited_act import AuditedAct
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow
from command_center.tasks.action import TaskAction
from command_center.tasks.state import TaskState
from command_center.views.task_view import TaskView
from command_center.views.task_views import task_views
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"], dependencies=[Depends(signed_in)])


class TaskStep(BaseModel):
    """One step.

    Attributes:
        action: What is done; a task is opened and cancelled by its incident alone.
        note: What was found, or why.
    """

    model_config = ConfigDict(extra="forbid")

    action: Literal["accept", "arrive", "report", "close", "archive", "return", "urge"]
    note: TypedText = Field(default="", max_length=2000)


@router.get("")
async def tasks(
    viewer: TheViewer,
    centre: TheCentre,
    state: Literal["open", "all"] = "open",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[TaskView]:
    """List tasks, newest first; ``open`` leaves out closed, archived and cancelled ones."""
    query = (
        select(TaskRow)
        .where(tasks_in_reach(viewer))
        .order_by(TaskRow.opened_at.desc(), TaskRow.id.desc())
        .limit(limit)
    )
    if state == "open":
        over = [one.value for one in TaskState if one.over]
        query = query.where(TaskRow.state.not_in(over))
    async with centre.database.read() as session:
        rows = (await session.scalars(query)).all()
        views = await task_views(session, centre.directory.current, rows, centre.clock.now())
    return [as_seen_by(viewer, view) for view in views]


@router.post("/{task_id}/steps", response_model=TaskView, responses={409: {}})
async def step(
    task_id: Annotated[Ulid, Path()],
    form: TaskStep,
    viewer: TheViewer,
    centre: TheCentre,
    once: TheOnce,
) -> JSONResponse:
    """Take a task one step on; 409 when the state table forbids it, 403 when the roles do."""

    async def effect(session: AsyncSession) -> tuple[TaskView, list[TaskView]]:
        row = await session.scalar(
            select(TaskRow).where(TaskRow.id == task_id, tasks_in_reach(viewer))
        )
        if row is None:
            raise not_found(Bilingual("任务", "task"))
        action = TaskAction(form.action)
        may = viewer.narrowed(STEPS.get(action, frozenset()))
        if not await session.scalar(
            select(TaskRow.id).where(TaskRow.id == task_id, tasks_in_reach(may))
        ):
            raise not_allowed()
        centre.desk.step(session, row, action, viewer.username, form.note)
        centre.audit.add(
            session,
            viewer,
            AuditedAct.TASK_STEP,
            f"task/{row.id}",
            f"{action.value} {form.note}",
            camera_id=await session.scalar(
                select(IncidentRow.camera_id).where(IncidentRow.id == row.incident_id)
            ),
        )
        views = await centre.desk.tell(session, [row])
        return as_seen_by(viewer, views[0]), views

    return await once.run(effect)
