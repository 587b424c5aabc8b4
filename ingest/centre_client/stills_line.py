"""Hands stills over to one centre, by one WebSocket that stays open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from types import TracebackType

from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from ingest.centre_client.centre_address import where_is
from ingest.centre_client.errors import CentreRefuses, CentreRejects, CentreUnreachable
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import Clock
from sharp_eyes.node.still_message import CENTRE_HEADER, StillAnswer, StillMessage

PATH = "/api/v1/node/stills"
MAX_ANSWER_BYTES = 4096
NOT_AGAIN_WITHIN_S = 1.0
"""After a line could not be opened: every still would try otherwise."""

_REFUSED = frozenset({401, 403})
_CLOSE_TIMEOUT_S = 1.0


class StillsLine:
    """An asynchronous context manager.

    The line is opened by the first still and again by the next one after it broke. Each still
    waits for the centre's answer, so that no more are under way than the caller began.

    Args:
        address: ``http://host:port`` or ``https://…`` of the centre.
        token: The node's bearer token.
        clock: For the pause between attempts.
        timeout_s: Limit for opening, and for a still with its answer.

    Raises:
        BadInput: the address is no HTTP address.

    Attributes:
        where: Host and port.
    """

    def __init__(self, address: str, token: str, clock: Clock, *, timeout_s: float = 5.0) -> None:
        self.where = where_is(address)
        # https becomes wss.
        self._uri = "ws" + address.rstrip("/").removeprefix("http") + PATH
        self._token = token
        self._clock = clock
        self._timeout_s = timeout_s
        self._opening = asyncio.Lock()
        self._line: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[StillAnswer]] = {}
        self._number = 0
        self._not_before_s = float("-inf")
        self._reason = ""

    async def __aenter__(self) -> StillsLine:
        """Return itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the line."""
        await self._close()

    @property
    def centre(self) -> str | None:
        """Which centre it leads to, empty where that does not say; none while it is not open."""
        if self._line is None or self._reading is None or self._reading.done():
            return None
        response = self._line.response
        return "" if response is None else response.headers.get(CENTRE_HEADER, "")

    async def open(self) -> str:
        """Open the line, where it is not open, and return which centre it leads to.

        Raises:
            TryAgain: not now.
            Refused: the token is not accepted.
        """
        await self._open()
        return self.centre or ""

    async def put_still(
        self, camera_id: str, jpeg: bytes, captured_at: datetime, time_source: TimeSource
    ) -> bool:
        """Hand a still over; it is shown and never kept.

        Args:
            camera_id: 20 digits.
            jpeg: The picture, privacy masks burned in.
            captured_at: Capture time, UTC.
            time_source: Whose clock that is.

        Returns:
            False when nobody looks any more.

        Raises:
            TryAgain: not now.
            Refused: the token is not accepted.
            BadInput: the centre will never take it.
        """
        line = await self._open()
        self._number += 1
        number = self._number
        message = StillMessage(
            number=number, camera=camera_id, captured_at=captured_at, time_source=time_source
        )
        waiting: asyncio.Future[StillAnswer] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            async with asyncio.timeout(self._timeout_s):
                await line.send(message.with_picture(jpeg))
                answer = await waiting
        except (WebSocketException, OSError, TimeoutError) as error:
            raise CentreUnreachable(self.where, _said(error)) from error
        finally:
            self._waiting.pop(number, None)
        if answer.refused is not None:
            raise CentreRejects(self.where, PATH, 422, answer.refused)
        return answer.wanted

    async def _open(self) -> ClientConnection:
        async with self._opening:
            if self._line is not None and self._reading is not None and not self._reading.done():
                return self._line
            await self._close()
            if self._clock.monotonic_s() < self._not_before_s:
                raise CentreUnreachable(self.where, self._reason)
            try:
                # The limit is around all of it: a centre that drips bytes would hold us for ever.
                async with asyncio.timeout(self._timeout_s):
                    self._line = await _connect(self._uri, self._token)
            except (WebSocketException, OSError, TimeoutError) as error:
                self._not_before_s = self._clock.monotonic_s() + NOT_AGAIN_WITHIN_S
                self._reason = _said(error)
                if isinstance(error, InvalidStatus) and error.response.status_code in _REFUSED:
                    raise CentreRefuses(self.where, error.response.status_code) from error
                raise CentreUnreachable(self.where, self._reason) from error
            self._reading = asyncio.create_task(self._read(self._line), name="stills answers")
            return self._line

    async def _read(self, line: ClientConnection) -> None:
        """Give every answer to the still that waits for it, until the line ends."""
        reason: Exception = ConnectionError("the line was closed")
        try:
            async for message in line:
                answer = StillAnswer.model_validate_json(message)
                waiting = self._waiting.get(answer.number)
                if waiting is not None and not waiting.done():
                    waiting.set_result(answer)
        except ValidationError:
            # Its text would hold what was sent.
            reason = ConnectionError("the answer cannot be read")
        except (WebSocketException, OSError) as error:
            reason = ConnectionError(_said(error))
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(reason)

    async def _close(self) -> None:
        line, self._line = self._line, None
        reading, self._reading = self._reading, None
        if line is not None:
            with suppress(WebSocketException, OSError, TimeoutError):
                async with asyncio.timeout(2 * _CLOSE_TIMEOUT_S):
                    await line.close()
        if reading is not None:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


class _Connect(connect):
    """Follows no redirect: it would carry the token elsewhere."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Return the refusal itself."""
        return exc


async def _connect(uri: str, token: str) -> ClientConnection:
    return await _Connect(
        uri,
        additional_headers={"Authorization": f"Bearer {token}"},
        # JPEG does not get smaller, and a proxy of the environment has no business here.
        compression=None,
        proxy=None,
        open_timeout=None,
        close_timeout=_CLOSE_TIMEOUT_S,
        max_size=MAX_ANSWER_BYTES,
    )


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
