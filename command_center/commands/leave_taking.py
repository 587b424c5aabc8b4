"""What becomes of calls under way when the server ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class LeaveTaking:
    """Answers what is cut short because the server ends, instead of calling it a fault of ours.

    A call that is cancelled then would else be logged with its traceback.

    Args:
        app: What serves.
        ending: Whether the server is about to end.
    """

    def __init__(self, app: ASGIApp, ending: Callable[[], bool]) -> None:
        self._app = app
        self._ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:
            if not self._ending() or started or scope["type"] != "http":
                raise
            status = HTTPStatus.SERVICE_UNAVAILABLE
            headers = [(b"retry-after", b"1"), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
