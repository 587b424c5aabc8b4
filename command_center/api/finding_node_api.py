"""What nodes call for tasks of finding cameras, with their bearer token."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from command_center.api.guards import TheCentre, TheNode, calling_node
from command_center.api.problem import Problem
from command_center.evidence.evidence_format import begins_as_jpeg
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.finding.finding_job import MAX_STILL_BYTES, FindingAnswer
from sharp_eyes.identifiers import Ulid

MAX_WAIT_S = 30.0

router = APIRouter(
    prefix="/api/v1/node/finding", tags=["node"], dependencies=[Depends(calling_node)]
)

JobId = Annotated[Ulid, Path()]


@router.post("/next", responses={200: {"content": {"application/json": {}}}, 204: {}})
async def next_job(
    node: TheNode, centre: TheCentre, wait_s: Annotated[float, Query(ge=0, le=MAX_WAIT_S)] = 0.0
) -> Response:
    """Give the node its next task, or 204 when there was none for so long.

    User name and password of the cameras are in it: they travel by this answer alone.
    """
    job = await centre.finding.next(node, wait_s)
    if job is None:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return Response(
        job.model_dump_json(),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


@router.put("/{job_id}/still", status_code=HTTPStatus.NO_CONTENT, responses={410: {}, 415: {}})
async def put_still(job_id: JobId, request: Request, node: TheNode, centre: TheCentre) -> None:
    """Take a task's still, people masked; 410 when nobody waits for it."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MAX_STILL_BYTES:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                Bilingual("画面过大", f"it is larger than {MAX_STILL_BYTES} bytes"),
            )
    if not begins_as_jpeg(bytes(content)):
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Bilingual("请发送 image/jpeg", "send image/jpeg")
        )
    if not await centre.finding.put_still(node, job_id, bytes(content)):
        raise _gone()


@router.put("/{job_id}/answer", status_code=HTTPStatus.NO_CONTENT, responses={410: {}})
async def put_answer(
    job_id: JobId, answer: FindingAnswer, node: TheNode, centre: TheCentre
) -> None:
    """Take a task's answer; 410 when nobody waits for it."""
    if not await centre.finding.put_answer(node, job_id, answer):
        raise _gone()


def _gone() -> Problem:
    return Problem(
        HTTPStatus.GONE, Bilingual("已无人等待这次查找", "nobody waits for this task any more")
    )
