"""Writes outages: as alerts of the centre itself, through the same door as those of workers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed import feed_log
from command_center.feed.events import IncidentEvent
from command_center.intake.alert_writer import AlertWriter
from command_center.intake.attention import VILLAGE_OUTAGE
from command_center.outage.outage_alert import NODE, SHARD, OutageNews, outage_alert
from command_center.outage.outage_change import OutageChange
from command_center.outage.outage_facts import OutageFacts
from command_center.outage.outage_settings import OutageSettings
from command_center.outage.outage_work import OutageWork
from command_center.outage.village import Village
from command_center.registry.directory_holder import DirectoryHolder
from command_center.store.incident_row import IncidentRow
from command_center.store.outage_camera_row import OutageCameraRow
from command_center.store.task_row import TaskRow
from command_center.tasks.desk import MACHINE, TaskDesk
from command_center.tasks.state import TaskState
from command_center.views.incident_views import incident_views
from command_center.views.task_view import TaskView
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.region_code import county_of, town_of


class OutageWriter:
    """Writes what a look found, in the session it is given.

    Args:
        alerts: Stores alerts, merges them into incidents and opens tasks.
        desk: Opens and cancels tasks of single cameras.
        directory: Names for the feed.
        clock: Time.
        ulids: Ids of alerts and incidents.
        settings: Shares and times.
    """

    def __init__(
        self,
        alerts: AlertWriter,
        desk: TaskDesk,
        directory: DirectoryHolder,
        clock: Clock,
        ulids: UlidSource,
        settings: OutageSettings,
    ) -> None:
        self._alerts = alerts
        self._desk = desk
        self._directory = directory
        self._clock = clock
        self._ulids = ulids
        self._settings = settings

    async def write(
        self, session: AsyncSession, facts: OutageFacts, work: OutageWork, coming: Collection[str]
    ) -> list[TaskView]:
        """Write it, and bring the facts up to date.

        Args:
            session: A writing session; the caller commits.
            facts: As this session read them.
            work: What is to be written.
            coming: Villages where an outage may still come.

        Returns:
            Tasks that changed, to be announced after the commit.
        """
        tasks: list[TaskView] = []
        for village, together in work.begun:
            change = OutageChange(village, IncidentRow(), together, (), (), len(together))
            tasks += await self._begin(session, facts, change)
        for change in work.changed:
            tasks += await self._follow(session, facts, change)
        for outage, over in work.over:
            tasks += await self._end(session, facts, outage, over)
        return tasks + await self._regroup(session, facts, coming)

    async def _begin(
        self, session: AsyncSession, facts: OutageFacts, change: OutageChange
    ) -> list[TaskView]:
        incident_id = self._ulids.new()
        tasks = await self._tell(session, incident_id, change.village, change.gone, seq=0)
        row = await session.get_one(IncidentRow, incident_id)
        facts.outages[change.village.code] = row
        await self._add_members(session, facts, row, change)
        await self._show(session, [row])
        return tasks

    async def _follow(
        self, session: AsyncSession, facts: OutageFacts, change: OutageChange
    ) -> list[TaskView]:
        now, row = self._clock.now(), change.outage
        for member in change.back:
            member.back_at = now
        for member in change.again:
            member.back_at = None
        await self._add_members(session, facts, row, change)
        return await self._tell(session, row.id, change.village, change.gone, seq=row.seq + 1)

    async def _end(
        self, session: AsyncSession, facts: OutageFacts, row: IncidentRow, village: Village | None
    ) -> list[TaskView]:
        here = village.here if village is not None else frozenset()
        left = 0
        for member in facts.members_of(row):
            if member.camera_id in here:
                member.back_at = member.back_at or self._clock.now()
            elif member.back_at is None:
                left += 1
        await session.flush()
        del facts.outages[row.region]
        reason = EndReason.CLEARED if village is not None else EndReason.CAMERA_REMOVED
        village = village or Village(row.region, 0, {}, frozenset())
        return await self._tell(session, row.id, village, left, seq=row.seq + 1, reason=reason)

    async def _add_members(
        self, session: AsyncSession, facts: OutageFacts, row: IncidentRow, change: OutageChange
    ) -> None:
        fresh = [
            OutageCameraRow(incident_id=row.id, camera_id=camera_id, gone_at=at)
            for camera_id, at in sorted(change.joined.items())
        ]
        session.add_all(fresh)
        facts.members.setdefault(row.id, []).extend(fresh)
        await session.flush()

    async def _tell(
        self,
        session: AsyncSession,
        incident_id: str,
        village: Village,
        gone: int,
        *,
        seq: int,
        reason: EndReason | None = None,
    ) -> list[TaskView]:
        code, settings = village.code, self._settings
        news = OutageNews(
            code, gone, settings.needed(village.cameras), settings.severity(gone, village.cameras)
        )
        alert = outage_alert(
            self._ulids.new(),
            incident_id,
            NodeAddress(county_of(code), town_of(code), NODE, SHARD).source,
            news,
            self._clock.now(),
            seq=seq,
            share=settings.share,
            reason=reason,
        )
        return await self._alerts.write(session, [alert])

    async def _regroup(
        self, session: AsyncSession, facts: OutageFacts, coming: Collection[str]
    ) -> list[TaskView]:
        """Hold back the faults of an outage's cameras, and no more those of one that is over."""
        changed: list[IncidentRow] = []
        tasks: list[TaskRow] = []
        for fault, outage in facts.to_group():
            fault.held_back_by, fault.part_of = VILLAGE_OUTAGE, outage.id
            changed.append(fault)
            task = await self._untouched_task(session, fault)
            if task is not None:
                note = f"并入 {outage.id} · part of {outage.id}"
                await self._desk.cancel(session, fault, MACHINE, note)
                tasks.append(task)
        for fault in facts.to_release(coming):
            # Its village is back and it is not: now it is a fault of its own.
            fault.held_back_by = None
            changed.append(fault)
            if fault.review != "dismissed":
                opened = await self._desk.open(session, fault, opened_by=MACHINE)
                tasks += [opened] if opened is not None else []
        await session.flush()
        await self._show(session, changed)
        return await self._desk.tell(session, tasks)

    async def _untouched_task(self, session: AsyncSession, fault: IncidentRow) -> TaskRow | None:
        """Return the task of a fault if the machine opened it and nobody has begun it."""
        row = await session.scalar(select(TaskRow).where(TaskRow.incident_id == fault.id))
        if row is None or row.opened_by != MACHINE or row.state != TaskState.OPENED.value:
            return None
        return row

    async def _show(self, session: AsyncSession, rows: Sequence[IncidentRow]) -> None:
        for view in await incident_views(session, self._directory.current, rows):
            event = IncidentEvent(phase="update", incident=view)
            feed_log.append(session, "incident", view.region, self._clock.now(), event)
