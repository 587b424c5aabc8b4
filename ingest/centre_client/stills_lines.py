"""Hands each still to the centres that asked for it, by one line to each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType

import structlog

from ingest.centre_client.errors import CentreUnreachable
from ingest.centre_client.stills_line import StillsLine
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.errors import SharpEyesError

ANY_CENTRE = ""
"""Of a centre that does not say which one it is, and of a lease that does not."""
OPENED_WITHIN_S = 0.5
"""A still waits no longer for a line that is being opened; the next one goes by it."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Way:
    """A line, and what is under way by it.

    Attributes:
        line: The line.
        busy: Cameras of which a still is under way.
        opening: The attempt to open it, under way or the last.
        told_failing: Whether it was said that it fails.
    """

    line: StillsLine
    busy: set[str] = field(default_factory=set)
    opening: asyncio.Task[str] | None = None
    told_failing: bool = False


class StillsLines:
    """A ``StillsSink``; an asynchronous context manager.

    Which centre an address leads to its line says once it is open. Each goes at its own pace:
    while one centre has not answered a still of a camera, the next ones of that camera pass it
    over.

    Args:
        lines: One to each address, open as context managers; closed by whoever opened them.
    """

    def __init__(self, lines: Sequence[StillsLine]) -> None:
        self._ways = tuple(_Way(line) for line in lines)
        self._tasks: set[asyncio.Task[bool | None]] = set()

    async def __aenter__(self) -> StillsLines:
        """Return itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what is under way."""
        tasks = [*self._tasks, *(way.opening for way in self._ways if way.opening is not None)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def put_still(
        self,
        camera_id: str,
        jpeg: bytes,
        captured_at: datetime,
        time_source: TimeSource,
        centres: frozenset[str],
    ) -> bool:
        """Hand a still over; returns as soon as one centre has taken it.

        Args:
            camera_id: 20 digits.
            jpeg: The picture, privacy masks burned in.
            captured_at: Capture time, UTC.
            time_source: Whose clock that is.
            centres: Names of those that asked for it.

        Returns:
            False when nobody that can be reached looks any more.

        Raises:
            TryAgain: no centre takes it now.
            Refused: the token is not accepted.
            BadInput: a centre will never take it.
        """
        ways = self._ways_to(centres)
        pending = {
            self._begin(way, camera_id, jpeg, captured_at, time_source, centres)
            for way in ways
            if camera_id not in way.busy
        }
        # Passed over because they have not answered the last one.
        busy = len(ways) - len(pending)
        failed: BaseException | None = None
        unwanted = False
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if error is not None:
                    failed = failed or error
                elif task.result():
                    return True
                elif task.result() is False:
                    unwanted = True
        if failed is not None and not unwanted and not busy:
            raise failed
        return busy > 0

    def _ways_to(self, centres: frozenset[str]) -> list[_Way]:
        """Return the ways to these centres, and those that may prove to be one."""
        known = {way.line.centre for way in self._ways}
        sought = not centres <= known or ANY_CENTRE in centres
        return [
            way
            for way in self._ways
            if _leads_to(way.line.centre, centres) or (way.line.centre is None and sought)
        ]

    def _begin(
        self,
        way: _Way,
        camera_id: str,
        jpeg: bytes,
        captured_at: datetime,
        time_source: TimeSource,
        centres: frozenset[str],
    ) -> asyncio.Task[bool | None]:
        async def deliver() -> bool | None:
            if not _leads_to(await self._opened(way), centres):
                return None
            return await way.line.put_still(camera_id, jpeg, captured_at, time_source)

        task = asyncio.create_task(deliver(), name=f"still {camera_id}")
        way.busy.add(camera_id)
        self._tasks.add(task)

        def ended(task: asyncio.Task[bool | None]) -> None:
            way.busy.discard(camera_id)
            self._tasks.discard(task)
            if not task.cancelled():
                self._tell(way, task.exception())

        task.add_done_callback(ended)
        return task

    async def _opened(self, way: _Way) -> str:
        """Return which centre a line leads to, once it is open."""
        if way.line.centre is not None:
            return way.line.centre
        if way.opening is None or way.opening.done():
            way.opening = asyncio.create_task(way.line.open(), name="stills line")
        done, _ = await asyncio.wait({way.opening}, timeout=OPENED_WITHIN_S)
        if not done:
            raise CentreUnreachable(way.line.where, "the line is being opened")
        return way.opening.result()

    def _tell(self, way: _Way, error: BaseException | None) -> None:
        """Say of one of several lines that it fails, once; of a single one the caller does."""
        if len(self._ways) == 1 or way.told_failing is (error is not None):
            return
        way.told_failing = error is not None
        if isinstance(error, SharpEyesError):
            _log.warning("stills do not reach a centre", centre=way.line.where, reason=str(error))
        elif error is None:
            _log.info("stills reach a centre again", centre=way.line.where)


def _leads_to(centre: str | None, centres: frozenset[str]) -> bool:
    if centre is None:
        return False
    return centre in centres or ANY_CENTRE in (centre, *centres)
