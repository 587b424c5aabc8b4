"""From messages to committed batches to acknowledgements (contract C6)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

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
from command_center.intake.alert_parser import parse_alert
from command_center.intake.alert_writer import AlertWriter
from command_center.intake.parsed import Unreadable
from command_center.store.database import Database
from sharp_eyes.alert.alert import Alert
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal

_log = structlog.get_logger(__name__)

BATCH_ROWS = 50
BATCH_S = 0.02
"""A batch waits this long after its first alert: 19,000 rows/s in fifties against 1,200 one by
one, for a fiftieth of the bar of 500 ms."""

MAX_WAITING = 2_000
"""Alerts waiting for the store; beyond it new ones are dropped and sent again by their workers."""

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
        dropped: Messages that named nobody who could be told.
        overflowed: Alerts dropped because the store was behind.
    """

    stored: int = 0
    refused: int = 0
    dropped: int = 0
    overflowed: int = 0


class Intake:
    """Takes alerts in, in batches.

    Args:
        database: Where to.
        writer: Stores a batch.
        announcer: Told after each commit.
        publisher: Takes acknowledgements.
        clock: Time.
    """

    def __init__(
        self,
        database: Database,
        writer: AlertWriter,
        announcer: Announcer,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._database = database
        self._writer = writer
        self._announcer = announcer
        self._publisher = publisher
        self._clock = clock
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(MAX_WAITING)
        self._topics_told: set[str] = set()
        self._behind = False
        self.counts = IntakeCounts()

    def take(self, topic: str, payload: bytes) -> None:
        """Put a message in line; never waits."""
        try:
            self._waiting.put_nowait((topic, payload))
        except asyncio.QueueFull:
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
            alerts: list[Alert] = []
            refused: dict[str, list[Refusal]] = {}
            for topic, payload in messages:
                parsed = parse_alert(topic, payload)
                if isinstance(parsed, Alert):
                    alerts.append(parsed)
                else:
                    self._reject(topic, parsed, refused)
            await self._store(alerts, refused)

    async def _next_batch(self) -> list[tuple[str, bytes]]:
        batch = [await self._waiting.get()]
        ends_at = self._clock.monotonic_s() + BATCH_S
        while len(batch) < BATCH_ROWS:
            if not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
                continue
            left_s = ends_at - self._clock.monotonic_s()
            if left_s <= 0:
                break
            try:
                batch.append(await asyncio.wait_for(self._waiting.get(), left_s))
            except TimeoutError:
                break
        return batch

    def _reject(self, topic: str, what: Unreadable, refused: dict[str, list[Refusal]]) -> None:
        who = what.source or topic[:200]
        if who not in self._topics_told and len(self._topics_told) < _MAX_TOPICS_TOLD:
            self._topics_told.add(who)
            _log.warning("not an alert", source=who, id=what.id, reason=what.reason)
        if what.id is not None and what.source is not None:
            refused.setdefault(what.source, []).append(Refusal(id=what.id, reason=what.reason))
        else:
            self.counts.dropped += 1

    async def _store(self, alerts: Sequence[Alert], refused: dict[str, list[Refusal]]) -> None:
        """Store a batch, however long it takes, and answer it."""
        stored: list[Alert] = []
        attempt = 0
        while alerts:
            try:
                await self._commit(alerts)
                stored.extend(alerts)
                break
            except (*_PASSING, DBAPIError) as error:
                if isinstance(error, _CULPABLE):
                    await self._store_one_by_one(alerts, stored, refused, error)
                    return
                if not attempt:
                    _log.error("store fails; nothing is acknowledged, trying on", reason=str(error))
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
                attempt += 1
            except Exception as error:
                await self._store_one_by_one(alerts, stored, refused, error)
                return
        if attempt:
            _log.info("store works again", attempts=attempt)
        self._answer(stored, refused)

    async def _store_one_by_one(
        self,
        alerts: Sequence[Alert],
        stored: Sequence[Alert],
        refused: dict[str, list[Refusal]],
        error: Exception,
    ) -> None:
        """Let one alert not keep the others out: each alone, and the culprit refused."""
        if len(alerts) == 1:
            _log.error("an alert cannot be stored", id=alerts[0].id, exc_info=error)
            reason = f"the centre cannot store it: {type(error).__name__}"
            refused.setdefault(alerts[0].source, []).append(Refusal(id=alerts[0].id, reason=reason))
            self._answer(stored, refused)
            return
        self._answer(stored, refused)
        for alert in alerts:
            await self._store([alert], {})

    async def _commit(self, alerts: Sequence[Alert]) -> None:
        async with self._database.write() as session:
            tasks = await self._writer.write(session, alerts)
        self._announcer.committed(tasks)

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
