"""What nodes call, with their bearer token."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from command_center.api.guards import TheCentre, TheNode, calling_node
from command_center.api.problem import Problem
from command_center.evidence.evidence_format import FORMATS
from sharp_eyes.alert.evidence import MediaType, Sha256
from sharp_eyes.bilingual import Bilingual

router = APIRouter(prefix="/api/v1/node", tags=["node"], dependencies=[Depends(calling_node)])

ShardId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$"), Path()]


@router.post("/shards/{shard}/grant")
async def grant(shard: ShardId, node: TheNode, centre: TheCentre) -> JSONResponse:
    """Grant a shard to the node that calls: a new, higher epoch (contract C10)."""
    granted = await centre.shards.grant(shard, node)
    centre.say_revision()
    return JSONResponse(granted)


@router.get("/shards/{shard}/cameras", responses={204: {}, 409: {}})
async def cameras(
    shard: ShardId, node: TheNode, centre: TheCentre, after: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """Give the shard's cameras, or 204 when nothing is newer than ``after`` (contract C11).

    To the node alone that the shard was granted to; the passwords of its cameras are in it.
    """
    answer = await centre.shards.registry(shard, node, after)
    return Response(status_code=HTTPStatus.NO_CONTENT) if answer is None else JSONResponse(answer)


@router.get("/shards/{shard}/incidents", responses={409: {}})
async def incidents(shard: ShardId, node: TheNode, centre: TheCentre) -> list[dict[str, Any]]:
    """List the shard's open incidents, for an owner that lost its disk (contract C3)."""
    return await centre.shards.open_incidents(shard, node)


@router.put("/evidence/{sha256}", response_class=Response, responses={201: {}, 422: {}})
async def put_evidence(
    sha256: Annotated[Sha256, Path()], request: Request, centre: TheCentre
) -> Response:
    """Store a picture or clip: 201 when it is new, 200 when it was here."""
    media_type = _media_type(request, tuple(FORMATS))
    content = await _body(request, FORMATS[media_type].max_bytes)
    new = await centre.evidence.put(sha256, content, media_type)
    return Response(status_code=HTTPStatus.CREATED if new else HTTPStatus.OK)


def _media_type(request: Request, known: Sequence[MediaType]) -> MediaType:
    named = request.headers.get("content-type", "").partition(";")[0].strip()
    for media_type in known:
        if named == media_type:
            return media_type
    wanted = ", ".join(known)
    raise Problem(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Bilingual(f"请发送 {wanted}", f"send {wanted}")
    )


async def _body(request: Request, limit: int) -> bytes:
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > limit:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                Bilingual(f"内容超过 {limit} 字节", f"it is larger than {limit} bytes"),
            )
    return bytes(content)
