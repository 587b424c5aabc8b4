"""HTTP connections that may not dawdle."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 10.0


class ImpatientProtocol(H11Protocol):
    """Cuts a connection off that sends no whole request head in time.

    The server's own limits begin only after the first answer: whoever opens connections and says
    nothing could hold them all.
    """

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the time runs on until they make a request."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        cycle = self.cycle
        # None until the first request, which the library's types leave out.
        if cycle is not None and not cycle.response_complete:  # type: ignore[redundant-expr]
            self._stop()
        elif self._timer is None:
            self._timer = self.loop.call_later(PATIENCE_S, self.transport.abort)

    def _stop(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
