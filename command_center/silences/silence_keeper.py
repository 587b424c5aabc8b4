"""Lets incidents call once nothing silences them any more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed import feed_log
from command_center.feed.announcer import Announcer
from command_center.feed.events import IncidentEvent
from command_center.intake.alert_writer import OPENS_TASK_AT_ONCE
from command_center.intake.attention import SILENCE, Attention
from command_center.registry.directory_holder import DirectoryHolder
from command_center.silences.silence import Silence
from command_center.silences.silence_board import SilenceBoard
from command_center.store.database import Database
from command_center.store.incident_row import IncidentRow
from command_center.store.silence_row import SilenceRow
from command_center.store.task_row import TaskRow
from command_center.tasks.desk import MACHINE, TaskDesk
from command_center.views.incident_views import incident_views
from command_center.views.task_view import TaskView
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

LOOK_S = 1.0


class SilenceKeeper:
    """Looks once a second, and whenever somebody sets or lifts a silence.

    All that holds is read from the database at each look, so that a restart changes nothing and
    what a centre beside this one was told counts here too. An incident that is still open when its
    silence ends, or that has become grave meanwhile, calls then: it pops up and gets its task.

    Args:
        database: Where silences and incidents are.
        board: Told which silences hold.
        attention: All steps: what another one holds back goes on calling on nobody.
        desk: Opens tasks.
        directory: Names for the feed.
        announcer: Told after a commit.
        clock: Time.
    """

    def __init__(
        self,
        database: Database,
        board: SilenceBoard,
        attention: Attention,
        desk: TaskDesk,
        directory: DirectoryHolder,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._database = database
        self._board = board
        self._attention = attention
        self._desk = desk
        self._directory = directory
        self._announcer = announcer
        self._clock = clock

    async def look(self) -> None:
        """Read which silences hold, and let go what none of them covers."""
        async with self._database.read() as session:
            rows = await session.scalars(
                select(SilenceRow).where(
                    SilenceRow.until > self._clock.now(), SilenceRow.lifted_at.is_(None)
                )
            )
            self._board.put([Silence(row.camera_id, row.kind, row.until) for row in rows])
            held = await _held(session)
        if all(self._is_silent(row) for row in held):
            return
        async with self._database.write() as session:
            tasks = await self._let_go(session)
        self._announcer.committed(tasks)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    def _is_silent(self, row: IncidentRow) -> bool:
        held = self._attention.held_back(row)
        return held is not None and held.by == SILENCE

    async def _let_go(self, session: AsyncSession) -> list[TaskView]:
        changed = [row for row in await _held(session) if not self._is_silent(row)]
        tasks: list[TaskRow] = []
        for row in changed:
            held = self._attention.held_back(row)
            row.held_back_by = held.by if held else None
            row.part_of = held.part_of if held else None
            _log.info("silence ends", incident=row.id, held_back_by=row.held_back_by)
            calls = held is None and row.review != "dismissed"
            if calls and IncidentKind(row.kind) in OPENS_TASK_AT_ONCE:
                opened = await self._desk.open(session, row, opened_by=MACHINE)
                tasks += [opened] if opened is not None else []
        await session.flush()
        for view in await incident_views(session, self._directory.current, changed):
            event = IncidentEvent(phase="update", incident=view)
            feed_log.append(session, "incident", view.region, self._clock.now(), event)
        return await self._desk.tell(session, tasks)


async def _held(session: AsyncSession) -> Sequence[IncidentRow]:
    query = (
        select(IncidentRow)
        .where(IncidentRow.state == "open", IncidentRow.held_back_by == SILENCE)
        .order_by(IncidentRow.id)
    )
    return (await session.scalars(query)).all()
