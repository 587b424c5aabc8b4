"""What the database knows of cameras that are gone, and of outages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.intake.attention import SILENCE, VILLAGE_OUTAGE
from command_center.outage.outage_board import ITSELF
from command_center.store.incident_row import IncidentRow
from command_center.store.outage_camera_row import OutageCameraRow
from sharp_eyes.alert.kind import IncidentKind


@dataclass(slots=True)
class OutageFacts:
    """What is open, as one session read it.

    Attributes:
        faults: Camera → its open fault, of those that give no pictures.
        outages: Village → its open outage.
        members: Outage's id → its cameras.
    """

    faults: dict[str, IncidentRow] = field(default_factory=dict)
    outages: dict[str, IncidentRow] = field(default_factory=dict)
    members: dict[str, list[OutageCameraRow]] = field(default_factory=dict)

    @classmethod
    async def read(cls, session: AsyncSession) -> OutageFacts:
        """Read them: two queries, and a third while there is an outage."""
        rows = await session.scalars(
            select(IncidentRow)
            .where(IncidentRow.state == "open")
            .where(IncidentRow.kind == IncidentKind.CAMERA_FAULT.value)
            .where(IncidentRow.zone == ITSELF)
            .order_by(IncidentRow.id)
        )
        facts = cls()
        facts._sort(rows)
        if facts.outages:
            ids = [row.id for row in facts.outages.values()]
            for one in await session.scalars(
                select(OutageCameraRow)
                .where(OutageCameraRow.incident_id.in_(ids))
                .order_by(OutageCameraRow.camera_id)
            ):
                facts.members.setdefault(one.incident_id, []).append(one)
        return facts

    def _sort(self, rows: Iterable[IncidentRow]) -> None:
        for row in rows:
            if row.camera_id is not None:
                self.faults[row.camera_id] = row
            elif row.subject == f"region/{row.region}":
                self.outages[row.region] = row

    def to_group(self) -> list[tuple[IncidentRow, IncidentRow]]:
        """Return faults that belong to an outage and do not say so, each with its outage.

        What somebody has silenced stays so: it is grouped when the silence ends.
        """
        found = []
        for village, outage in self.outages.items():
            members = {one.camera_id for one in self.members_of(outage)}
            found += [
                (fault, outage)
                for camera_id, fault in self.faults.items()
                if fault.region == village
                and (camera_id in members or fault.held_back_by == VILLAGE_OUTAGE)
                and fault.held_back_by != SILENCE
                and (fault.held_back_by, fault.part_of) != (VILLAGE_OUTAGE, outage.id)
            ]
        return found

    def to_release(self, coming: Collection[str]) -> list[IncidentRow]:
        """Return faults that were held back for an outage that is over, or never came.

        Args:
            coming: Villages where one may still come.
        """
        return [
            fault
            for fault in self.faults.values()
            if fault.held_back_by == VILLAGE_OUTAGE
            and fault.region not in self.outages
            and fault.region not in coming
        ]

    def members_of(self, outage: IncidentRow) -> list[OutageCameraRow]:
        """Return the cameras of an outage."""
        return self.members.get(outage.id, [])
