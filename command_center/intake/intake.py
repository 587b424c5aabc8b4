"""From messages to committed batches to acknowledgements (contract C6)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from command_center.feed.announcer import Announcer, Publisher
from command_center.intake.alert_parser import (
    MAX_ALERT_BYTES,
    MAX_BATCH_BYTES,
    is_batch,
    parse_message,
)
from command_center.intake.alert_writer import AlertWriter
from command_center.intake.objection import Objection
from command_center.intake.origins import Origins
from command_center.intake.parsed import Unreadable
from command_center.store.database import Database
from sharp_eyes.alert.alert import Alert
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal

_log = structlog.get_logger(__name__)

BATCH_MESSAGES = 300
BATCH_BYTES = 300 * 1024
BATCH_S = 0.02
"""A transaction waits this long after its first message, for a twenty-fifth of the bar of 500 ms.
Under load it fills, to about 300 alerts: the larger it is the less an alert costs
(benchmarks/README.md), and a commit with a full sync is shared by all of it; but the pages and the
broker's line wait while it is put together."""

MAX_WAITING = 20_000
MAX_WAITING_BYTES = 64 * 1024 * 1024
"""Messages waiting for the store; beyond it new ones are dropped and their alerts sent again by
their workers, whose waits then double: forty shards may have 500 alerts of 1 kB each on their
way."""

RETRY_S = (0.1, 0.5, 1.0, 2.0, 5.0)
_PASSING = (OperationalError, InterfaceError, PoolTimeout, OSError)
_CULPABLE = (IntegrityError, DataError, ProgrammingError)
"""Database errors that an alert itself can cause. All others pass: asyncpg's shutdown, failover,
full disk and deadlock arrive as a bare ``DBAPIError``."""

_MAX_TOPICS_TOLD = 1_000


@dataclass(slots=True)
class IntakeCounts:
    """What became of messages since the start.

    Attributes:
        stored: Alerts committed, duplicates among them.
        refused: Alerts refused with a reason.
        dropped: Alerts and messages that named nobody who could be told, or who may be.
        overflowed: Messages dropped because the store was behind.
        repeated: Messages that were waiting already when they were sent again.
    """

    stored: int = 0
    refused: int = 0
    dropped: int = 0
    overflowed: int = 0
    repeated: int = 0


class Intake:
    """Takes alerts in, in batches.

    Args:
        database: Where to.
        writer: Stores a batch.
        announcer: Told after each commit.
        publisher: Takes acknowledgements.
        clock: Time.
        origins: Says what may come from where.
        newest_registry: Loads what somebody has changed in the registry since it was looked at.
    """

    def __init__(
        self,
        database: Database,
        writer: AlertWriter,
        announcer: Announcer,
        publisher: Publisher,
        clock: Clock,
        origins: Origins,
        newest_registry: Callable[[], Awaitable[object]],
    ) -> None:
        self._origins = origins
        self._newest_registry = newest_registry
        self._database = database
        self._writer = writer
        self._announcer = announcer
        self._publisher = publisher
        self._clock = clock
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._in_line: set[tuple[str, bytes]] = set()
        self._bytes_in_line = 0
        self._topics_told: set[str] = set()
        self._behind = False
        self.counts = IntakeCounts()

    def take(self, topic: str, payload: bytes) -> None:
        """Put a message in line; never waits.

        What was sent again while it still waits here is one message: when the store is behind,
        workers must not keep it there by asking.
        """
        # One byte too many is enough to be refused for its size.
        most = MAX_BATCH_BYTES if is_batch(payload) else MAX_ALERT_BYTES
        message = (topic, payload[: most + 1])
        if message in self._in_line:
            self.counts.repeated += 1
        elif (
            len(self._in_line) < MAX_WAITING
            and self._bytes_in_line + len(message[1]) <= MAX_WAITING_BYTES
        ):
            self._in_line.add(message)
            self._bytes_in_line += len(message[1])
            self._waiting.put_nowait(message)
        else:
            self.counts.overflowed += 1
            if not self._behind:
                self._behind = True
                _log.warning("store is behind; workers will send again", waiting=MAX_WAITING)

    async def run(self) -> None:
        """Store batches until cancelled."""
        while True:
            messages = await self._next_batch()
            if self._behind and self._waiting.qsize() < MAX_WAITING // 2:
                self._behind = False
                _log.info("store has caught up", overflowed=self.counts.overflowed)
            refused: dict[str, list[Refusal]] = {}
            alerts = await self._admit(messages, refused)
            await self._store(alerts, refused)

    async def _admit(
        self, messages: Sequence[tuple[str, bytes]], refused: dict[str, list[Refusal]]
    ) -> list[Alert]:
        """Return the alerts that may say what they say; note down why the others may not."""
        alerts: list[Alert] = []
        readable: list[tuple[str, Alert]] = []
        for topic, payload in messages:
            for parsed in parse_message(topic, payload):
                if isinstance(parsed, Alert):
                    readable.append((topic, parsed))
                    continue
                told = parsed.source is not None and self._origins.may_be_told(topic, parsed.source)
                self._reject(topic, parsed, refused, told=told)
        objections = [self._origins.object_to(*one) for one in readable]
        if any(objections):
            await self._look_again()
            objections = [await self._objection_to(*one) for one in readable]
        known: dict[tuple[str, str], bool] = {}
        for (topic, alert), objection in zip(readable, objections, strict=True):
            if objection is None:
                alerts.append(alert)
                continue
            if not objection.answerable:
                # Once for each source and topic, however many come of them.
                way = (alert.source, topic)
                if way not in known:
                    known[way] = await self._known_before(topic, alert)
                if known[way] and self._origins.may_have_been(topic, alert):
                    alerts.append(alert)
                    continue
            what = Unreadable(objection.reason, alert.id, alert.source)
            self._reject(topic, what, refused, told=objection.answerable)
        return alerts

    async def _objection_to(self, topic: str, alert: Alert) -> Objection | None:
        objection = self._origins.object_to(topic, alert)
        if objection is None:
            return None
        try:
            async with self._database.read() as session:
                stood_there = await self._origins.stood_there(session, topic, alert)
        except (*_PASSING, DBAPIError):
            # Refused is for ever: nobody is answered, and it comes again.
            return replace(objection, answerable=False)
        return self._origins.object_to(topic, alert, stood_there=stood_there)

    async def _look_again(self) -> None:
        """Load the newest registry: a camera may have been moved a moment ago."""
        try:
            await self._newest_registry()
        except (*_PASSING, DBAPIError) as error:
            _log.warning("registry cannot be looked at", reason=type(error).__name__)

    async def _known_before(self, topic: str, alert: Alert) -> bool:
        try:
            async with self._database.read() as session:
                return await self._origins.known_before(session, topic, alert.source)
        except (*_PASSING, DBAPIError):
            # It is not answered, and comes again.
            return False

    async def _next_batch(self) -> list[tuple[str, bytes]]:
        batch = [await self._waiting.get()]
        size = len(batch[0][1])
        ends_at = self._clock.monotonic_s() + BATCH_S
        while len(batch) < BATCH_MESSAGES and size < BATCH_BYTES:
            left_s = ends_at - self._clock.monotonic_s()
            if not self._waiting.empty():
                message = self._waiting.get_nowait()
            elif left_s <= 0:
                break
            else:
                try:
                    message = await asyncio.wait_for(self._waiting.get(), left_s)
                except TimeoutError:
                    break
            batch.append(message)
            size += len(message[1])
        self._in_line.difference_update(batch)
        self._bytes_in_line -= size
        return batch

    def _reject(
        self, topic: str, what: Unreadable, refused: dict[str, list[Refusal]], *, told: bool
    ) -> None:
        self._say_once(what.source or topic[:200], what.id, what.reason)
        if told and what.id is not None and what.source is not None:
            refused.setdefault(what.source, []).append(Refusal(id=what.id, reason=what.reason))
        else:
            self.counts.dropped += 1

    def _say_once(self, who: str, alert_id: str | None, reason: str) -> None:
        if who not in self._topics_told and len(self._topics_told) < _MAX_TOPICS_TOLD:
            self._topics_told.add(who)
            _log.warning("alert not taken", source=who, id=alert_id, reason=reason)

    async def _store(self, alerts: Sequence[Alert], refused: dict[str, list[Refusal]]) -> None:
        """Store a batch, however long it takes, and answer it."""
        stored: list[Alert] = []
        attempt = 0
        while alerts:
            try:
                reasons = await self._commit(alerts)
                stored.extend(one for one in alerts if (one.source, one.id) not in reasons)
                for (source, alert_id), reason in reasons.items():
                    self._say_once(source, alert_id, reason)
                    refused.setdefault(source, []).append(Refusal(id=alert_id, reason=reason))
                break
            except (*_PASSING, DBAPIError) as error:
                if isinstance(error, _CULPABLE):
                    await self._store_in_halves(alerts, stored, refused, error)
                    return
                if not attempt:
                    _log.error("store fails; nothing is acknowledged, trying on", reason=str(error))
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
                attempt += 1
            except Exception as error:
                await self._store_in_halves(alerts, stored, refused, error)
                return
        if attempt:
            _log.info("store works again", attempts=attempt)
        self._answer(stored, refused)

    async def _store_in_halves(
        self,
        alerts: Sequence[Alert],
        stored: Sequence[Alert],
        refused: dict[str, list[Refusal]],
        error: Exception,
    ) -> None:
        """Let one alert not keep the others out: halves of halves, until the culprit is alone."""
        if len(alerts) == 1:
            _log.error("an alert cannot be stored", id=alerts[0].id, exc_info=error)
            reason = f"the centre cannot store it: {type(error).__name__}"
            refused.setdefault(alerts[0].source, []).append(Refusal(id=alerts[0].id, reason=reason))
            self._answer(stored, refused)
            return
        self._answer(stored, refused)
        middle = len(alerts) // 2
        await self._store(alerts[:middle], {})
        await self._store(alerts[middle:], {})

    async def _commit(self, alerts: Sequence[Alert]) -> dict[tuple[str, str], str]:
        """Store alerts; return why some were not, by source and id."""
        reasons: dict[tuple[str, str], str] = {}

        def refuse(alert: Alert, reason: str) -> None:
            reasons[alert.source, alert.id] = reason

        async with self._database.write() as session:
            tasks = await self._writer.write(session, alerts, refuse)
        self._announcer.committed(tasks)
        return reasons

    def _answer(self, stored: Sequence[Alert], refused: dict[str, list[Refusal]]) -> None:
        by_source: dict[str, list[str]] = {source: [] for source in refused}
        for alert in stored:
            by_source.setdefault(alert.source, []).append(alert.id)
        for source, ids in by_source.items():
            answer = Acknowledgement(
                stored=tuple(dict.fromkeys(ids)), refused=tuple(refused.get(source, ()))
            )
            self.counts.stored += len(ids)
            self.counts.refused += len(answer.refused)
            self._publisher.publish(
                NodeAddress.from_source(source).acks, answer.model_dump_json().encode()
            )
