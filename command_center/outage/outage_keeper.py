"""Opens, follows and ends outages of villages, and groups single cameras' faults into them."""

from __future__ import annotations

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed import feed_log
from command_center.feed.announcer import Announcer
from command_center.feed.notifier import Notifier
from command_center.outage.outage_board import OutageBoard
from command_center.outage.outage_change import OutageChange
from command_center.outage.outage_facts import OutageFacts
from command_center.outage.outage_settings import OutageSettings
from command_center.outage.outage_watch import OutageWatch
from command_center.outage.outage_work import OutageWork
from command_center.outage.outage_writer import OutageWriter
from command_center.outage.villages import Villages
from command_center.store.database import Database
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

LOOK_S = 1.0


class OutageKeeper:
    """Looks once a second, or when cameras' health changes.

    All that is open is read from the database when anything has changed there: a restart of the
    centre changes nothing but that hold times begin anew.

    Args:
        database: Where incidents are.
        villages: Knows every village's cameras.
        board: Told which villages are dark.
        writer: Writes what changes.
        woken: Woken when cameras' health changes.
        announcer: Told after a commit.
        clock: Time.
        settings: Shares and times.
    """

    def __init__(
        self,
        database: Database,
        villages: Villages,
        board: OutageBoard,
        writer: OutageWriter,
        woken: Notifier,
        announcer: Announcer,
        clock: Clock,
        settings: OutageSettings,
    ) -> None:
        self._database = database
        self._villages = villages
        self._board = board
        self._writer = writer
        self._woken = woken
        self._announcer = announcer
        self._clock = clock
        self._watch = OutageWatch(settings)
        self._settings = settings
        self._facts = OutageFacts()
        self._position: int | None = None

    async def load(self) -> None:
        """Read which villages are dark, before any alert is taken in."""
        async with self._database.read() as session:
            facts = await OutageFacts.read(session)
        self._board.open = {village: row.id for village, row in facts.outages.items()}

    async def look(self) -> None:
        """Look at all villages once and write what changes."""
        async with self._database.read() as session:
            facts = await self._newest_facts(session)
        if self._plan(facts).empty:
            # Also what a centre beside this one has written.
            self._board.open = {village: row.id for village, row in facts.outages.items()}
            return
        # Read and planned again where nobody else writes: what was read may be old by now.
        async with self._database.write() as session:
            facts = await OutageFacts.read(session)
            work = self._plan(facts)
            tasks = await self._writer.write(session, facts, work, self._watch.coming())
        dark = {village: row.id for village, row in facts.outages.items()}
        for village in dark.keys() - self._board.open.keys():
            _log.warning("a village's cameras are gone", village=village, incident=dark[village])
        for village in self._board.open.keys() - dark.keys():
            _log.info("a village's cameras are back", village=village)
        self._board.open = dark
        self._announcer.committed(tasks)

    async def _newest_facts(self, session: AsyncSession) -> OutageFacts:
        # Whatever becomes of an incident is told by the feed in the same transaction. A county has
        # thousands of open faults, and they are not read anew each second.
        position = await feed_log.newest_position(session)
        if position != self._position:
            self._facts = await OutageFacts.read(session)
            self._position = position
        return self._facts

    def _plan(self, facts: OutageFacts) -> OutageWork:
        """Hold every village against the rule; doing it twice at one time changes nothing."""
        now_s, now = self._clock.monotonic_s(), self._clock.now()
        faults = {camera_id: row.opened_at for camera_id, row in facts.faults.items()}
        villages = self._villages.look(faults)
        work = OutageWork()
        for code, village in villages.items():
            outage = facts.outages.get(code)
            if outage is None:
                together = self._watch.begins(village, now_s)
                if together:
                    work.begun.append((village, together))
                continue
            members = facts.members_of(outage)
            if self._watch.is_over(village, [one.camera_id for one in members], now_s):
                work.over.append((outage, village))
            else:
                change = OutageChange.of(village, outage, members)
                if change.is_due(now, self._settings):
                    work.changed.append(change)
        work.over += [(row, None) for code, row in facts.outages.items() if code not in villages]
        self._watch.keep(villages)
        self._board.coming = self._watch.coming()
        work.regrouped = bool(facts.to_group() or facts.to_release(self._board.coming))
        return work

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            seen = self._woken.count
            await self.look()
            await self._woken.wait(seen, LOOK_S)
