"""The durable outbox of one shard, for use from asyncio (contracts C3, C6, C7, C11)."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import structlog

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.evidence import EvidenceStatus
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.dead_letter import DeadLetter
from sharp_eyes.dispatch.errors import OutboxDamaged
from sharp_eyes.dispatch.file_lock import FileLock
from sharp_eyes.dispatch.outbox_figures import OutboxFigures
from sharp_eyes.dispatch.outbox_file import OutboxFile
from sharp_eyes.dispatch.outbox_limits import OutboxLimits
from sharp_eyes.dispatch.outbox_row import OutboxRow
from sharp_eyes.dispatch.outbox_schema import connect
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.dispatch.shard_memory import ShardMemory
from sharp_eyes.node.acknowledgement import Acknowledgement
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.secret_box import SecretBox

_log = structlog.get_logger(__name__)

T = TypeVar("T")
_Asked = tuple[Callable[[], object], "asyncio.Future[Any]"]


class Outbox:
    """One SQLite file with one connection in one thread of its own; every call waits its turn.

    What ``record`` returned from survives kill -9 and the loss of power. Changes asked for while
    the thread is at work are made together after it, in one transaction: hundreds of cameras that
    fall silent at once cost one full sync. Make it with ``open`` and end it with ``close``.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="outbox")
        # Put in by the loop, taken out by the thread.
        self._asked: deque[_Asked] = deque()
        self._turn_is_due = False
        self._rows_changed = asyncio.Event()
        self._pictures_changed = asyncio.Event()
        self._clips_changed = asyncio.Event()
        self._was_nearly_full = False
        self._closed = False
        self._figures = OutboxFigures(0, 0, 0, 0, 0, 0, 0, False)

    @classmethod
    async def open(
        cls,
        path: Path,
        clock: Clock,
        limits: OutboxLimits | None = None,
    ) -> Outbox:
        """Open the outbox of a shard, making the file where it is not there.

        Args:
            path: The file; ``<name>.lock`` and ``node.key`` lie beside it.
            clock: Times sending again, the wait for pictures, and stamps dead letters.
            limits: Caps.

        Raises:
            OutboxInUse: another process has it open.
            OutboxDamaged: the file cannot be read.
            OutboxTooNew: a newer version of the program wrote it.
        """
        outbox = cls(path, clock)
        try:
            await outbox._do(lambda: outbox._open(limits or OutboxLimits()))
        except BaseException:
            outbox._thread.shutdown(wait=False)
            raise
        return outbox

    def _open(self, limits: OutboxLimits) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self._path.with_name(self._path.name + ".lock"))
        try:
            self._connection = connect(self._path)
        except BaseException:
            self._lock.release()
            raise
        try:
            self._file = OutboxFile(self._connection, self._clock, limits)
            box = SecretBox.at(self._path.with_name("node.key"))
            self._memory = ShardMemory(self._connection, box)
        except BaseException:
            self._close()
            raise
        self._figures = self._file.figures()

    async def close(self) -> None:
        """Finish what was begun and close the file; closing twice is fine."""
        if self._closed:
            return
        self._closed = True
        await self._do(self._close)
        self._thread.shutdown(wait=True)

    def _close(self) -> None:
        self._connection.close()
        self._lock.release()

    async def _do(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.Error as error:
            # A full disk, a broken file: the caller must not go on as if it were recorded.
            raise OutboxDamaged(self._path, str(error)) from error

    async def _change(self, work: Callable[[], T]) -> T:
        """Change the file, together with whoever else asks for it meanwhile."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        self._asked.append((work, done))
        if not self._turn_is_due:
            self._turn_is_due = True
            try:
                self._thread.submit(self._take_turn, loop)
            except RuntimeError:  # it is closed: there is no thread any more
                self._turn_is_due = False
                self._asked.clear()
                raise
        result: T = await done
        return result

    def _take_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        # First, so that who asks from now on gets a turn, whether or not this one sees them.
        self._turn_is_due = False
        asked: list[_Asked] = []
        while self._asked:
            asked.append(self._asked.popleft())
        if not asked:
            return
        try:
            self._file.notice_others()
            outcomes = self._file.together([work for work, _done in asked])
            figures = self._file.figures()
        except Exception as error:
            outcomes, figures = [error] * len(asked), self._figures
        loop.call_soon_threadsafe(self._turn_over, asked, outcomes, figures)

    def _turn_over(
        self, asked: Sequence[_Asked], outcomes: Sequence[object], figures: OutboxFigures
    ) -> None:
        self._figures = figures
        self._tell_fullness()
        for (_work, done), outcome in zip(asked, outcomes, strict=True):
            if done.done():
                continue  # whoever asked was cancelled
            if isinstance(outcome, sqlite3.Error):
                # A full disk, a broken file: the caller must not go on as if it were recorded.
                done.set_exception(OutboxDamaged(self._path, str(outcome)))
            elif isinstance(outcome, Exception):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)

    async def _look(self, work: Callable[[], T]) -> T:
        """Do what changes nothing on disk but counts for the figures."""

        def both() -> tuple[T, OutboxFigures]:
            self._file.notice_others()
            result = work()
            return result, self._file.figures()

        result, self._figures = await self._do(both)
        self._tell_fullness()
        return result

    def _tell_fullness(self) -> None:
        full = self._figures.nearly_full
        if full != self._was_nearly_full:
            self._was_nearly_full = full
            tell = _log.warning if full else _log.info
            tell(
                "the outbox is nearly full: the centre has not answered for long"
                if full
                else "the outbox has room again",
                path=str(self._path),
                waiting=self._figures.waiting,
                waiting_bytes=self._figures.waiting_bytes,
                spool_bytes=self._figures.spool_bytes,
            )

    @property
    def figures(self) -> OutboxFigures:
        """What was held after the last change; needs no wait."""
        return self._figures

    # Recording

    async def record(
        self, incident: Incident, alert: Alert, pictures: Sequence[Picture] = ()
    ) -> None:
        """Write an incident's state, its alert and the alert's pictures in one transaction.

        Args:
            incident: The state after this alert.
            alert: The alert that says so.
            pictures: Files to send that the alert names.

        Raises:
            IncidentAlreadyOpen: ``new`` for a key that has an open incident.
            UnknownIncident: ``update`` or ``end`` of an incident that is not open here.
        """
        await self._change(lambda: self._file.record(incident, alert, pictures))
        self._rows_changed.set()
        for picture in pictures:
            (self._clips_changed if picture.is_clip else self._pictures_changed).set()

    async def open_incidents(self) -> list[Incident]:
        """Return the open incidents, oldest first."""
        return await self._do(self._file.open_incidents)

    async def adopt(self, incidents: Iterable[Incident]) -> int:
        """Take over open incidents that the centre knows and this disk does not."""
        return await self._change(lambda: self._file.adopt(incidents))

    async def incident_of(self, key: IncidentKey) -> Incident | None:
        """Return the open incident of a key, also of the shard itself, or none."""
        return await self._do(lambda: self._file.incident_of(key))

    # Dead letters

    async def dead_letters(self) -> list[DeadLetter]:
        """Return the alerts that the centre refused, the oldest first."""
        return await self._do(self._file.dead_letters)

    async def replay(self, alert_ids: Collection[str] | None = None) -> int:
        """Send dead letters again, all by default.

        Returns:
            How many.

        Raises:
            BadInput: an id is none of them, or what it names cannot be read any more.
        """
        count = await self._change(lambda: self._file.replay(alert_ids))
        self._rows_changed.set()
        return count

    async def put_aside(self, alert_ids: Collection[str]) -> int:
        """Forget dead letters.

        Returns:
            How many.
        """
        return await self._change(lambda: self._file.put_aside(alert_ids))

    # Sending

    async def take_due(self, limit: int) -> list[OutboxRow]:
        """Return what is to be sent now, at most ``limit`` rows, and count it as sent."""
        return await self._look(lambda: self._file.take_due(limit))

    async def wait_for_rows(self, longest_s: float) -> None:
        """Wait until ``take_due`` may have something, at most so long."""
        due_s = await self._do(self._file.next_due_s)
        if due_s is not None:
            longest_s = min(longest_s, max(0.0, due_s - self._clock.monotonic_s()))
        await _wait(self._rows_changed, longest_s)

    async def connection_renewed(self) -> None:
        """Send everything unanswered again at once."""
        await self._look(self._file.connection_renewed)
        self._rows_changed.set()

    async def hurry(self) -> None:
        """Send what was sent more than once again at once: the centre is heard again."""
        await self._look(self._file.hurry)
        self._rows_changed.set()

    async def acknowledge(self, answer: Acknowledgement) -> None:
        """Remove what the centre stored; move what it refused to the dead letters."""
        await self._change(lambda: self._file.acknowledge(answer))
        # An answer makes room among the 500 in flight.
        self._rows_changed.set()

    # Pictures

    async def pending_pictures(self) -> list[str]:
        """Return the sha256 of all stills that wait, oldest first."""
        return await self._do(self._file.spool.pending)

    async def pending_clips(self) -> list[str]:
        """Return the sha256 of all clips that wait, oldest first."""
        return await self._do(lambda: self._file.spool.pending(clips=True))

    async def picture(self, sha256: str) -> Picture | None:
        """Return a waiting picture, none when it waits no more."""
        return await self._do(lambda: self._file.spool.picture(sha256))

    async def settle_picture(self, sha256: str, status: EvidenceStatus) -> None:
        """Note that the centre has a picture (``stored``) or will never have it (``lost``)."""
        await self._change(lambda: self._file.settle_picture(sha256, status))
        self._rows_changed.set()

    async def wait_for_pictures(self, longest_s: float) -> None:
        """Wait until a still was recorded, at most so long."""
        await _wait(self._pictures_changed, longest_s)

    async def wait_for_clips(self, longest_s: float) -> None:
        """Wait until a clip was recorded, at most so long."""
        await _wait(self._clips_changed, longest_s)

    # Memory

    async def remember_registry(self, registry: ShardRegistry) -> None:
        """Keep the centre's last answer, sealed, with its epoch and revision."""
        await self._do(lambda: self._memory.remember_registry(registry))

    async def last_registry(self) -> ShardRegistry | None:
        """Return the centre's last answer; none when there is none that can be read."""
        return await self._do(self._memory.last_registry)

    async def epoch(self) -> int:
        """Return the last epoch granted, 0 when none ever was."""
        return await self._do(self._memory.epoch)

    async def save_states(self, states: Mapping[str, bytes]) -> None:
        """Keep detectors' states, camera id → state, in one transaction."""
        at = self._clock.now()
        await self._do(lambda: self._memory.save_states(states, at))

    async def state(self, camera_id: str) -> bytes | None:
        """Return a camera's detector state, none when none was saved."""
        return await self._do(lambda: self._memory.state(camera_id))

    async def keep_states_of(self, camera_ids: Collection[str]) -> None:
        """Forget the detector states of all other cameras."""
        await self._do(lambda: self._memory.keep_states_of(camera_ids))


async def _wait(event: asyncio.Event, longest_s: float) -> None:
    try:
        async with asyncio.timeout(longest_s):
            await event.wait()
    except TimeoutError:
        return
    event.clear()
