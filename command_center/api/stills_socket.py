"""``WS /api/v1/stills``: the newest stills of the cameras that a page shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from command_center.accounts.viewer import Viewer
from command_center.api.guards import centre_of
from command_center.api.socket_session import accepted, run_socket, send_bytes
from command_center.centre import Centre
from command_center.stills.still import Still
from sharp_eyes.node.still_message import framed

router = APIRouter(prefix="/api/v1")

LOOK_S = 5.0
"""How often the audit trail is extended, if it is time."""


class StillsRequest(BaseModel):
    """What a page wants to see; replaces what it asked before.

    Attributes:
        cameras: Ids; those it may not see are passed over.
        every_s: Shortest time between two stills of a camera.
    """

    model_config = ConfigDict(extra="ignore")

    cameras: list[str] = Field(max_length=500)
    every_s: float = Field(default=1.0, ge=0.2, le=60.0)


class StillTaken(BaseModel):
    """A page's answer to a still; the next one of that camera goes only after it.

    Attributes:
        taken: The camera's id.
        sequence: As it stood in the still's header.
    """

    model_config = ConfigDict(extra="forbid")

    taken: str = Field(max_length=20)
    sequence: int


_Message = TypeAdapter[StillTaken | StillsRequest](StillTaken | StillsRequest)


@router.websocket("/stills")
async def stills(websocket: WebSocket) -> None:
    """Serve one page."""
    viewer = await accepted(websocket)
    line = StillsLine(websocket, centre_of(websocket), viewer)
    try:
        await run_socket(websocket, line.serve(), line.ask, line.see_as)
    finally:
        line.leave()


class StillsLine:
    """One page's line.

    Args:
        websocket: The line, accepted.
        centre: Where from.
        viewer: Whose.
    """

    def __init__(self, websocket: WebSocket, centre: Centre, viewer: Viewer) -> None:
        self._websocket = websocket
        self._centre = centre
        self._viewer = viewer
        self._looker = centre.stills.enter()

    def leave(self) -> None:
        """Stop looking."""
        self._centre.stills.leave(self._looker)

    async def see_as(self, viewer: Viewer) -> None:
        """Go on for a viewer whose grants have changed; the page has to ask for what is new."""
        self._viewer = viewer
        self._narrow()

    async def ask(self, text: str) -> None:
        """Take a request or an answer; what cannot be read changes nothing."""
        try:
            request = _Message.validate_json(text)
        except ValidationError:
            return
        if isinstance(request, StillTaken):
            self._looker.taken(request.taken, request.sequence)
            return
        allowed = self._allowed(request.cameras)
        # Written down before anything is shown.
        await self._centre.stills_audit.shown(self._viewer, sorted(allowed))
        # Rights and registry may have changed meanwhile.
        self._centre.stills.ask(self._looker, self._allowed(allowed), request.every_s)

    async def serve(self) -> None:
        """Send stills as they come."""
        sending = asyncio.create_task(self._send(), name="stills")
        try:
            while True:
                done, _ = await asyncio.wait([sending], timeout=LOOK_S)
                for job in done:
                    job.result()
                self._narrow()
                await self._centre.stills_audit.shown(self._viewer, sorted(self._looker.wanted))
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    def _narrow(self) -> None:
        """Look no more at what is not theirs to see any more: a camera may move to others."""
        kept = self._allowed(self._looker.wanted)
        if kept != self._looker.wanted:
            self._centre.stills.ask(self._looker, kept, self._looker.every_s)

    def _allowed(self, ids: Iterable[str]) -> set[str]:
        cameras = self._centre.directory.current.cameras
        return {
            camera.id
            for camera in (cameras.get(camera_id) for camera_id in ids)
            if camera is not None and camera.enabled and self._viewer.reaches_camera(camera)
        }

    async def _send(self) -> None:
        while True:
            still = await self._looker.next()
            if self._allowed((still.camera,)):
                await send_bytes(self._websocket, pack(still))
            else:
                self._narrow()


def pack(still: Still) -> bytes:
    """Return 4 bytes big-endian length of a JSON header, the header, then the JPEG."""
    header = json.dumps(
        {
            "camera": still.camera,
            "captured_at": still.captured_at.isoformat().replace("+00:00", "Z"),
            "time_source": still.time_source.value,
            "sequence": still.sequence,
        }
    ).encode()
    return framed(header, still.jpeg)
