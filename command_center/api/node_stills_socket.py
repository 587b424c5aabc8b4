"""``WS /api/v1/node/stills``: where a node hands over the stills that somebody looks at."""

from __future__ import annotations

from datetime import UTC

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from command_center.api.guards import SESSION_OVER, bearer_of, calling_node, centre_of
from command_center.centre import Centre
from command_center.evidence.evidence_format import begins_as_jpeg
from sharp_eyes.node.still_message import CENTRE_HEADER, StillAnswer, StillMessage

UNREADABLE = 1003
"""Close code (RFC 6455, section 7.4.1)."""

router = APIRouter(prefix="/api/v1/node")


@router.websocket("/stills")
async def node_stills(websocket: WebSocket) -> None:
    """Take stills from one node and answer each, so that a slow centre gets fewer, never old ones.

    A call for each still cost worker and centre a quarter of a core at 17 stills a second.
    """
    await calling_node(websocket)
    centre, token = centre_of(websocket), bearer_of(websocket)
    # So that a node knows to whom a lease of this name is answered.
    await websocket.accept(headers=[(CENTRE_HEADER.encode(), centre.name.encode())])
    try:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            content = message.get("bytes")
            # A token that was taken back ends the line, not only the next one.
            if token is None or await centre.nodes.find(token) is None:
                await websocket.close(SESSION_OVER)
                return
            try:
                said, jpeg = StillMessage.taken_apart(content or b"")
            except ValueError:
                await websocket.close(UNREADABLE)
                return
            answer = _take(centre, said, jpeg)
            await websocket.send_text(answer.model_dump_json(exclude_defaults=True))
    except WebSocketDisconnect:
        return


def _take(centre: Centre, said: StillMessage, jpeg: bytes) -> StillAnswer:
    if not begins_as_jpeg(jpeg):
        return StillAnswer(number=said.number, refused="not a JPEG")
    captured_at = said.captured_at
    if not 2000 <= captured_at.year < 2200:
        captured_at = centre.clock.now()
    wanted = centre.stills.put(said.camera, jpeg, captured_at.astimezone(UTC), said.time_source)
    return StillAnswer(number=said.number, wanted=wanted)
