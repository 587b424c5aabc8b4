"""What both sockets do: let in, send with a limit, end in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import structlog
from fastapi import WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from command_center.accounts.viewer import Viewer
from command_center.api.guards import SESSION_OVER, same_origin, socket_viewer

_log = structlog.get_logger(__name__)

SEND_TIMEOUT_S = 10.0
"""A page that takes nothing for this long is gone; it comes back and resumes."""

CLOSE_TIMEOUT_S = 1.0
INTERNAL_ERROR = 1011


class SessionIsOver(Exception):
    """The viewer's session ended while the socket was open."""


async def refused(websocket: WebSocket) -> Viewer | None:
    """Accept a socket, or refuse it.

    A foreign page gets HTTP 403. Our own page without a session gets a close code: a browser
    hides the status of a refused handshake, and the page must know that it has to sign in.

    Returns:
        Who opened it; none when it is refused.
    """
    viewer = await socket_viewer(websocket)
    if viewer is None and not same_origin(websocket):
        await websocket.close()
        return None
    await websocket.accept()
    if viewer is None:
        await websocket.close(SESSION_OVER)
    return viewer


async def send_text(websocket: WebSocket, text: str) -> None:
    """Send a text message; a page that does not take it in time is disconnected."""
    await asyncio.wait_for(websocket.send_text(text), SEND_TIMEOUT_S)


async def send_bytes(websocket: WebSocket, content: bytes) -> None:
    """Send a binary message; a page that does not take it in time is disconnected."""
    await asyncio.wait_for(websocket.send_bytes(content), SEND_TIMEOUT_S)


async def run_socket(
    websocket: WebSocket,
    serve: Coroutine[object, object, None],
    on_text: Callable[[str], Awaitable[None]],
) -> None:
    """Speak and listen until either ends, then close.

    Args:
        websocket: Accepted.
        serve: Speaks.
        on_text: Takes each text message.
    """
    jobs = [
        asyncio.create_task(serve, name="socket speaks"),
        asyncio.create_task(_listen(websocket, on_text), name="socket listens"),
    ]
    code = 1000
    try:
        done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in done:
            job.result()
    except SessionIsOver:
        code = SESSION_OVER
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
        if text is not None:
            await on_text(text)
