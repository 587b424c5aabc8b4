"""Raises a fault where nobody looks at a shard's cameras any more (contract C8)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed.announcer import Announcer
from command_center.health.health_board import HealthBoard
from command_center.health.shard_alert import shard_over, shard_silent
from command_center.health.shard_state import ShardState
from command_center.intake.alert_writer import AlertWriter
from command_center.store.database import Database
from command_center.store.incident_row import IncidentRow
from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.outbox_alarm import CALM_SHARE, OUTBOX_ZONE
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource

_log = structlog.get_logger(__name__)

SILENT_HOLD = timedelta(seconds=60)
"""The wall greys the cameras and says so at once; a task for somebody to drive there waits until a
worker that is started again, or taken over by another node, would have spoken."""

LOOK_S = 1.0

_ITSELF = "-"


@dataclass(slots=True)
class _Plan:
    """What is to be told: shards that fell silent, and incidents that are over."""

    begun: list[tuple[NodeAddress, ShardState]] = field(default_factory=list)
    over: list[tuple[IncidentRow, EndReason]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.begun and not self.over


class ShardFaults:
    """Looks once a second.

    All that is open is read from the database where it is written, so that two centres beside each
    other tell a thing once, and a restart changes nothing.

    Args:
        database: Where incidents are.
        board: Hears the shards.
        writer: Stores alerts and opens tasks.
        owned: Gives the shards that have cameras by the registry.
        address_of: Gives where a shard is, none before it was ever granted.
        hears: Whether this process hears shards at all: without a broker it knows nothing.
        announcer: Told after a commit.
        clock: Time.
        ulids: Ids of alerts and incidents.
    """

    def __init__(
        self,
        database: Database,
        board: HealthBoard,
        writer: AlertWriter,
        owned: Callable[[], set[str]],
        address_of: Callable[[str], NodeAddress | None],
        hears: Callable[[], bool],
        announcer: Announcer,
        clock: Clock,
        ulids: UlidSource,
    ) -> None:
        self._database = database
        self._board = board
        self._writer = writer
        self._owned = owned
        self._address_of = address_of
        self._hears = hears
        self._announcer = announcer
        self._clock = clock
        self._ulids = ulids
        self._heard_since_s: float | None = None

    async def look(self) -> None:
        """Look once and write what changes."""
        if not self._has_heard_long_enough():
            return
        async with self._database.read() as session:
            plan = self._plan(await _open_incidents(session))
        if plan.empty:
            return
        async with self._database.write() as session:
            # Read again where nobody else writes: another centre may have been here.
            plan = self._plan(await _open_incidents(session))
            now, new = self._clock.now(), self._ulids.new
            limit_s = SILENT_HOLD.total_seconds()
            alerts: list[Alert] = []
            for address, state in plan.begun:
                silent_s = (now - state.since).total_seconds()
                alerts.append(
                    shard_silent(new(), new(), address, now, silent_s=silent_s, limit_s=limit_s)
                )
            alerts += [shard_over(new(), row, now, reason) for row, reason in plan.over]
            tasks = await self._writer.write(session, alerts)
        for address, _state in plan.begun:
            _log.warning("shard is silent for long; it is a fault", shard=address.shard)
        self._announcer.committed(tasks)

    def _has_heard_long_enough(self) -> bool:
        now_s = self._clock.monotonic_s()
        if not self._hears():
            self._heard_since_s = None
            return False
        if self._heard_since_s is None:
            self._heard_since_s = now_s
        return now_s - self._heard_since_s >= SILENT_HOLD.total_seconds()

    def _plan(self, rows: list[IncidentRow]) -> _Plan:
        plan, now, owned = _Plan(), self._clock.now(), self._owned()
        open_rows = {(row.subject.removeprefix("shard/"), row.zone): row for row in rows}
        for name, state in self._board.shards.items():
            known, address = open_rows.get((name, _ITSELF)), self._address_of(name)
            if name not in owned or address is None:
                continue
            if known is None and not state.alive and now - state.since >= SILENT_HOLD:
                plan.begun.append((address, state))
            elif known is not None and state.alive:
                plan.over.append((known, EndReason.CLEARED))
            full = open_rows.get((name, OUTBOX_ZONE))
            others = full is not None and state.alive and state.epoch > full.epoch
            if full is not None and others and state.outbox_fill < CALM_SHARE:
                # Whoever raised it has lost its disk, or its shard.
                plan.over.append((full, EndReason.OWNER_LOST))
        plan.over += [
            (row, EndReason.CAMERA_REMOVED)
            for (name, zone), row in open_rows.items()
            if zone == _ITSELF and name not in owned
        ]
        return plan

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)


async def _open_incidents(session: AsyncSession) -> list[IncidentRow]:
    rows = await session.scalars(
        select(IncidentRow)
        .where(IncidentRow.state == "open")
        .where(IncidentRow.kind == IncidentKind.CAMERA_FAULT.value)
        .where(IncidentRow.subject.startswith("shard/"))
        .order_by(IncidentRow.id)
    )
    return list(rows)
