"""The web server around the application."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from command_center.commands.leave_taking import LeaveTaking
from sharp_eyes.node.still_message import MAX_MESSAGE_BYTES

GRACE_S = 1
"""How long calls under way may take to end; the whole process is gone within 3 s of SIGTERM."""


class WebServer(uvicorn.Server):
    """Leaves signals to the process, which ends with code 0, and says when it is up.

    Args:
        app: What it serves; whoever made it starts and stops what is behind it.
        tls: For HTTPS; none for HTTP.
    """

    def __init__(self, app: FastAPI, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                LeaveTaking(app, lambda: self.should_exit),
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="websockets-sansio",
                ws_max_size=MAX_MESSAGE_BYTES,
                timeout_graceful_shutdown=GRACE_S,
            )
        )
        self.up = asyncio.Event()
        self._state = app.state
        if tls is not None:
            self.config.load()
            self.config.ssl = tls

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send home who only waits, then end."""
        self._state.centre.finding.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield
