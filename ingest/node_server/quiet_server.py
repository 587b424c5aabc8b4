"""uvicorn as a guest in the worker's event loop."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator

from starlette.types import ASGIApp
from uvicorn import Config, Server

from ingest.node_server.impatient_protocol import ImpatientProtocol

GRACE_S = 2
KEEP_ALIVE_S = 10
MAX_CONNECTIONS = 200
TICK_S = 1.0


class QuietServer(Server):
    """Serves until it is told to stop; leaves signals, logging and the loop to its host.

    Args:
        app: What to serve.
        context: For HTTPS, or None.
    """

    def __init__(self, app: ASGIApp, context: ssl.SSLContext | None) -> None:
        config = Config(
            app,
            http=ImpatientProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
        )
        config.load()
        config.ssl = context
        super().__init__(config)
        self.up = asyncio.Event()
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End; ``serve`` returns soon after."""
        self.should_exit = True
        self._stop.set()

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Begin to serve."""
        await super().startup(sockets)  # type: ignore[arg-type]
        self.up.set()

    async def main_loop(self) -> None:
        """Keep the Date header right; the library's own loop wakes up ten times as often."""
        while not self._stop.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), TICK_S)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield
