"""Dead letters: alerts that were refused, to be sent again or put aside (contract C6)."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.api.guards import TheCentre, TheNode, TheViewer, calling_node, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.node_api import ShardId
from command_center.views.dead_letter_views import (
    DeadLettersOrdered,
    DeadLettersView,
    DeadLetterView,
)
from command_center.views.task_view import TaskView
from sharp_eyes.identifiers import Ulid
from sharp_eyes.node.dead_letter_orders import DeadLetterOrders
from sharp_eyes.node.dead_letter_report import DeadLetterReport

router = APIRouter(
    prefix="/api/v1/dead-letters", tags=["dead letters"], dependencies=[Depends(signed_in)]
)
node_router = APIRouter(prefix="/api/v1/node", tags=["node"], dependencies=[Depends(calling_node)])

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=r"^[^\x00]+$"),
]


class DeadLetterOrder(BaseModel):
    """What is to become of letters.

    Attributes:
        letters: Ids of the alerts.
        order: ``send_again`` once the cause is mended, ``put_aside`` where they are of no use.
        reason: Why; it goes into the trail.
    """

    model_config = ConfigDict(extra="forbid")

    letters: list[Ulid] = Field(min_length=1, max_length=200)
    order: Literal["send_again", "put_aside"]
    reason: Reason


@router.get("")
async def dead_letters(
    viewer: TheViewer,
    centre: TheCentre,
    state: Annotated[Literal["waiting", "all"], Query()] = "waiting",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> DeadLettersView:
    """List alerts of the caller's regions that were refused, newest first.

    What was put aside is no longer waiting, also where its node has not heard of it yet.
    """
    async with centre.database.read() as session:
        rows, total = await centre.dead_letters.listed(
            session, viewer, waiting=state == "waiting", limit=limit
        )
        nodes = await centre.dead_letters.node_states(session, rows)
    name_of = centre.directory.current.camera_name
    letters = tuple(DeadLetterView.of(row, name_of(row.camera_id), nodes[row.node]) for row in rows)
    return DeadLettersView(total=total, letters=letters)


@router.post("/orders", response_model=DeadLettersOrdered, responses={404: {}, 409: {}})
async def order(
    form: DeadLetterOrder, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Have letters sent again, or put aside; their nodes do it within half a minute.

    A node that is away does it when it is back. Of one that was removed letters can only be put
    aside.
    """

    async def effect(session: AsyncSession) -> tuple[DeadLettersOrdered, list[TaskView]]:
        count = await centre.dead_letters.order(
            session, viewer, set(form.letters), form.order, form.reason
        )
        return DeadLettersOrdered(letters=count), []

    return await once.run(effect)


@node_router.put("/shards/{shard}/dead-letters", responses={404: {}})
async def report(
    shard: ShardId, report: DeadLetterReport, node: TheNode, centre: TheCentre
) -> DeadLetterOrders:
    """Take what a node keeps of refused alerts, and say what is to become of it."""
    async with centre.database.write() as session:
        return await centre.dead_letters.take(session, node, shard, report)
