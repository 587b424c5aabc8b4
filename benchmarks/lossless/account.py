"""What became of the incidents, as the database tells it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from benchmarks.lossless.scene_truth import FIRST_EPISODE
from command_center.store.alert_row import AlertRow
from command_center.store.database import Database
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow


@dataclass(frozen=True, slots=True)
class Account:
    """The comparison of what happened with what is known of it.

    Attributes:
        generated: Crowds that came.
        stored: Of these, those with an incident.
        lost: Those with none.
        doubled: Incidents beyond one a crowd, and tasks beyond one an incident.
        foreign: Incidents that no crowd explains.
        unfinished: Incidents whose end is not known.
        alerts: Alerts stored.
        tasks: Tasks opened.
        pictures: Pictures named.
        pictures_missing: Of these, those whose bytes are not here.
    """

    generated: int
    stored: int
    lost: int
    doubled: int
    foreign: int
    unfinished: int
    alerts: int
    tasks: int
    pictures: int
    pictures_missing: int

    @property
    def whole(self) -> bool:
        """Whether nothing is lost and nothing is doubled."""
        wrong = (self.lost, self.doubled, self.foreign, self.unfinished, self.pictures_missing)
        return self.generated > 0 and not any(wrong)


async def account(url: str, generated: set[tuple[str, str, int]]) -> Account:
    """Compare; the centre may be running.

    Args:
        url: Of the database.
        generated: Camera, zone and number of every crowd that came.
    """
    database = Database(url)
    try:
        async with database.read() as session:
            rows = (
                await session.execute(
                    select(
                        IncidentRow.id,
                        IncidentRow.camera_id,
                        IncidentRow.zone,
                        IncidentRow.measurement,
                        IncidentRow.state,
                    ).where(IncidentRow.kind == "crowd")
                )
            ).all()
            owners = Counter((await session.scalars(select(TaskRow.incident_id))).all())
            alerts = await session.scalar(select(func.count(AlertRow.id))) or 0
            pictures = Counter((await session.scalars(select(EvidenceRow.status))).all())
    finally:
        await database.close()
    found = Counter(
        (row.camera_id, row.zone, int(row.measurement["value"]) - FIRST_EPISODE) for row in rows
    )
    more = sum(count - 1 for count in found.values())
    more += sum(count - 1 for count in owners.values())
    # A crowd opens a task at once, so that an incident without one has lost it.
    without_task = {row.id for row in rows} - set(owners)
    return Account(
        generated=len(generated),
        stored=len(generated & set(found)),
        lost=len(generated - set(found)) + len(without_task),
        doubled=more,
        foreign=len(set(found) - generated),
        unfinished=sum(row.state == "open" for row in rows),
        alerts=alerts,
        tasks=sum(owners.values()),
        pictures=sum(pictures.values()),
        pictures_missing=sum(pictures.values()) - pictures["stored"],
    )


async def settled(url: str, wanted: int, limit_s: float) -> None:
    """Wait until so many incidents are stored and over, or so long."""
    database = Database(url)
    try:
        async with asyncio.timeout(limit_s):
            while True:
                async with database.read() as session:
                    ended = await session.scalar(
                        select(func.count(IncidentRow.id))
                        .where(IncidentRow.kind == "crowd")
                        .where(IncidentRow.state == "ended")
                    )
                if (ended or 0) >= wanted:
                    return
                await asyncio.sleep(0.2)
    except TimeoutError:
        return  # the account says what is missing
    finally:
        await database.close()
