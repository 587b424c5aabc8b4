"""Stores and tells when shards fall silent or speak again."""

from __future__ import annotations

import structlog
from sqlalchemy import select

from command_center.feed import feed_log
from command_center.feed.announcer import Announcer
from command_center.feed.events import ShardEvent
from command_center.feed.notifier import Notifier
from command_center.health.health_board import HealthBoard
from command_center.store.database import Database
from command_center.store.shard_row import ShardRow
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

LOOK_S = 1.0
AGREE_S = 5.0
"""How often what another centre told is looked at; one that has lost its broker takes every shard
for silent, and whoever still hears them says otherwise."""

GRACE_S = 10.0
"""After a start a shard has this long to be heard of before it counts as silent; the broker hands
over its retained message within milliseconds of connecting."""


class HealthKeeper:
    """Looks at the board once a second, or when it changes.

    Args:
        database: Keeps what was told.
        board: The shards.
        woken: Woken by the board's changes.
        announcer: Told after a commit.
        clock: Time.
    """

    def __init__(
        self,
        database: Database,
        board: HealthBoard,
        woken: Notifier,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._database = database
        self._board = board
        self._woken = woken
        self._announcer = announcer
        self._clock = clock
        self._agreed_s = clock.monotonic_s()

    async def load(self) -> None:
        """Read what was told before this process began."""
        async with self._database.read() as session:
            for row in await session.scalars(select(ShardRow)):
                if row.alive_since is not None:
                    self._board.expect(
                        row.id, alive=row.alive, since=row.alive_since, grace_s=GRACE_S
                    )

    async def look(self) -> None:
        """Grey what has lapsed; store and tell what has changed."""
        self._board.lapse()
        await self._look_at_what_was_told()
        changed = {
            name: state
            for name, state in self._board.shards.items()
            if state.told is not state.alive
        }
        if not changed:
            return
        said = {name: state.alive for name, state in changed.items()}
        async with self._database.write() as session:
            for name, state in changed.items():
                row = await session.get(ShardRow, name)
                if row is None:
                    row = ShardRow(id=name, epoch=state.epoch)
                    session.add(row)
                if row.alive_since is not None and row.alive is said[name]:
                    continue  # a centre beside this one was quicker
                row.alive, row.alive_since = said[name], state.since
                if state.address is not None:
                    row.county, row.town = state.address.county, state.address.town
                    row.node = state.address.node
                event = ShardEvent(shard=name, alive=said[name], since=state.since)
                feed_log.append(session, "shard", None, self._clock.now(), event)
        for name, state in changed.items():
            state.told = said[name]
            if said[name]:
                _log.info("shard speaks", shard=name)
            else:
                _log.warning("shard is silent; its cameras are unknown", shard=name)
        self._announcer.committed()

    async def _look_at_what_was_told(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._agreed_s < AGREE_S:
            return
        self._agreed_s = now_s
        async with self._database.read() as session:
            told = (await session.execute(select(ShardRow.id, ShardRow.alive))).all()
        for name, alive in told:
            state = self._board.shards.get(name)
            if state is not None and state.alive and state.heard_s is not None and not alive:
                state.told = False

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            seen = self._woken.count
            await self.look()
            await self._woken.wait(seen, LOOK_S)
