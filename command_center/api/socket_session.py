"""What both sockets do: send with a limit, follow their viewer's rights, end in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import structlog
from fastapi import WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from command_center.accounts.viewer import Viewer
from command_center.api.access_control import admitted
from command_center.api.guards import NOT_YOURS, SESSION_OVER, caller_of, centre_of, signed_in
from command_center.api.problem import Problem

_log = structlog.get_logger(__name__)

SEND_TIMEOUT_S = 10.0
"""A page that takes nothing for this long is gone; it comes back and resumes."""

LOOK_S = 2.0
"""How often the viewer's session and grants are looked at again. What happens in this process is
seen at once; what another process or a command did, within this time."""

CLOSE_TIMEOUT_S = 1.0
INTERNAL_ERROR = 1011

MAX_TEXT = 64 * 1024
"""The longest thing a page says is a list of 500 camera ids, 12 kB; who says more is cut off."""


class SessionIsOver(Exception):
    """The viewer's session ended while the socket was open."""


async def accepted(websocket: WebSocket) -> Viewer:
    """Accept a socket that the table has let in and return who opened it."""
    viewer = await signed_in(websocket)
    await websocket.accept()
    return viewer


async def send_text(websocket: WebSocket, text: str) -> None:
    """Send a text message; a page that does not take it in time is disconnected."""
    async with asyncio.timeout(SEND_TIMEOUT_S):
        await websocket.send_text(text)


async def send_bytes(websocket: WebSocket, content: bytes) -> None:
    """Send a binary message; a page that does not take it in time is disconnected."""
    # Not wait_for: it swallows a cancellation that comes just as the message is gone (CPython
    # 3.11), and whoever ends the line would wait for it for ever.
    async with asyncio.timeout(SEND_TIMEOUT_S):
        await websocket.send_bytes(content)


async def run_socket(
    websocket: WebSocket,
    serve: Coroutine[object, object, None],
    on_text: Callable[[str], Awaitable[None]],
    on_rights: Callable[[Viewer], Awaitable[None]],
) -> None:
    """Speak and listen until either ends or the viewer may no longer, then close.

    Args:
        websocket: Accepted.
        serve: Speaks.
        on_text: Takes each text message.
        on_rights: Takes the viewer anew when their grants have changed.
    """
    jobs = [
        asyncio.create_task(serve, name="socket speaks"),
        asyncio.create_task(_listen(websocket, on_text), name="socket listens"),
        asyncio.create_task(_follow_rights(websocket, on_rights), name="socket's rights"),
    ]
    code = 1000
    try:
        done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in done:
            job.result()
    except SessionIsOver:
        code = SESSION_OVER
    except Problem:
        code = NOT_YOURS
    except (WebSocketDisconnect, TimeoutError, OSError):
        pass
    except Exception:
        _log.exception("socket failed", path=websocket.url.path)
        code = INTERNAL_ERROR
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
    if websocket.application_state is WebSocketState.CONNECTED:
        try:
            await asyncio.wait_for(websocket.close(code), CLOSE_TIMEOUT_S)
        except (WebSocketDisconnect, RuntimeError, TimeoutError, OSError):
            return


async def _listen(websocket: WebSocket, on_text: Callable[[str], Awaitable[None]]) -> None:
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if text is not None and len(text) > MAX_TEXT:
            return
        if text is not None:
            await on_text(text)


async def _follow_rights(
    websocket: WebSocket, on_rights: Callable[[Viewer], Awaitable[None]]
) -> None:
    centre, rule = centre_of(websocket), caller_of(websocket).rule
    viewer = await signed_in(websocket)
    while True:
        seen = centre.sessions.changed.count
        now = await centre.again(viewer)
        if now is None:
            raise SessionIsOver
        now = admitted(rule, now)
        if now != viewer:
            viewer = now
            await on_rights(viewer)
        await centre.sessions.changed.wait(seen, LOOK_S)
