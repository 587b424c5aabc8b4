"""The registry between files and the database, in both directions (contract C1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.importer import DEFAULT_SHARD, add_revision
from command_center.store.camera_row import CameraRow
from command_center.store.database import Database
from command_center.store.grid_row import GridRow
from command_center.store.insert_ignore import insert_ignore
from command_center.store.permit_row import PermitRow
from command_center.store.protected_land_row import ProtectedLandRow
from command_center.store.region_row import RegionRow
from command_center.store.shard_row import ShardRow
from sharp_eyes.clock import Clock
from sharp_eyes.registry.difference import Difference
from sharp_eyes.registry.registry import Registry

MAX_CAMERAS_NAMED = 1_000
"""A change of more cameras than this is written down as one row with their number."""


class RegistryExchange:
    """Imports and exports.

    Args:
        database: The running truth.
        audit: Writes changes and exports down.
        clock: Gives a revision's moment.
        who: Whoever imports and exports, for the revision and the trail.
    """

    def __init__(
        self, database: Database, audit: AuditLog, clock: Clock, who: str = "command"
    ) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self._who = who

    async def read(self) -> Registry:
        """Return what the database holds."""
        return (await DirectoryHolder(self._database).reload()).registry

    async def export(self) -> Registry:
        """Return what the database holds, to whoever takes it away; it is written down before."""
        async with self._database.write() as session:
            self._audit.note(session, self._who, AuditedAct.REGISTRY_EXPORTED, "registry")
        return await self.read()

    async def compare(self, registry: Registry, *, prune: bool) -> Difference:
        """Say what an import would do."""
        difference = Difference.between(await self.read(), registry)
        return difference if prune else difference.without_removals()

    async def take(self, registry: Registry, *, prune: bool, what: str) -> Difference:
        """Import, all or nothing; the same import twice changes nothing.

        Args:
            registry: What to add or change, by id.
            prune: Whether what it does not hold is removed.
            what: Note of the revision, for example the file's name.

        Returns:
            What happened.
        """
        stored = await self.read()
        merged = registry if prune else _merged(stored, registry)
        if merged == stored:
            return Difference()
        difference = Difference.between(stored, merged)
        async with self._database.write() as session:
            await self._replace(session, stored, merged)
            await insert_ignore(
                session, ShardRow, [{"id": DEFAULT_SHARD, "epoch": 0, "alive": False}]
            )
            self._write_down(session, difference, what)
        return difference

    def _write_down(self, session: AsyncSession, difference: Difference, what: str) -> None:
        parts = {
            "added": difference.added,
            "changed": difference.changed,
            "removed": difference.removed,
        }
        counts = ", ".join(f"{len(ids)} {part}" for part, ids in parts.items())
        add_revision(
            session,
            self._audit,
            self._clock,
            f"import of {what[:120]}: cameras {counts}",
            self._who,
        )
        if sum(map(len, parts.values())) > MAX_CAMERAS_NAMED:
            return
        for part, ids in parts.items():
            for camera_id in ids:
                self._audit.note(
                    session,
                    self._who,
                    AuditedAct.REGISTRY_CHANGED,
                    f"camera/{camera_id}",
                    f"{part} by import of {what}",
                )

    async def _replace(self, session: AsyncSession, old: Registry, new: Registry) -> None:
        for permit_row in [p for p in old.permits if p not in new.permits]:
            await session.execute(delete(PermitRow).where(PermitRow.id == permit_row.id))
        for land in [p for p in old.protected_land if p not in new.protected_land]:
            await session.execute(delete(ProtectedLandRow).where(ProtectedLandRow.id == land.id))
        gone = {camera.id for camera in old.cameras} - {camera.id for camera in new.cameras}
        for camera_id in gone:
            await session.execute(delete(CameraRow).where(CameraRow.id == camera_id))
        for grid_code in {g.code for g in old.grids} - {g.code for g in new.grids}:
            await session.execute(delete(GridRow).where(GridRow.code == grid_code))
        for region_code in {r.code for r in old.regions} - {r.code for r in new.regions}:
            await session.execute(delete(RegionRow).where(RegionRow.code == region_code))
        for region in _news(old.regions, new.regions):
            await session.merge(
                RegionRow(code=region.code, name=region.name, name_en=region.name_en)
            )
        for grid in _news(old.grids, new.grids):
            document = grid.model_dump(mode="json")
            await session.merge(GridRow(code=grid.code, village=grid.code[:12], document=document))
        position = (await session.scalar(select(func.max(CameraRow.position)))) or 0
        for camera in _news(old.cameras, new.cameras):
            row = await session.get(CameraRow, camera.id)
            if row is None:
                position += 1
                row = CameraRow(id=camera.id, shard=DEFAULT_SHARD, position=position)
                session.add(row)
            row.region, row.enabled = camera.region, camera.enabled
            row.document = camera.model_dump(mode="json")
        for permit in _news(old.permits, new.permits):
            document = permit.model_dump(mode="json")
            await session.merge(PermitRow(id=permit.id, camera_id=permit.camera, document=document))
        for land in _news(old.protected_land, new.protected_land):
            document = land.model_dump(mode="json")
            await session.merge(
                ProtectedLandRow(id=land.id, camera_id=land.camera, document=document)
            )


def _news(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Return what is new or changed."""
    known = {_key(item): item for item in old}
    return [item for item in new if known.get(_key(item)) != item]


def _merged(old: Registry, new: Registry) -> Registry:
    def by_key(before: Sequence[Any], after: Sequence[Any]) -> tuple[Any, ...]:
        parts = {_key(item): item for item in before}
        parts.update((_key(item), item) for item in after)
        return tuple(parts.values())

    return Registry(
        regions=by_key(old.regions, new.regions),
        grids=by_key(old.grids, new.grids),
        cameras=by_key(old.cameras, new.cameras),
        permits=by_key(old.permits, new.permits),
        protected_land=by_key(old.protected_land, new.protected_land),
    )


def _key(item: Any) -> str:
    key: str = item.code if hasattr(item, "code") else item.id
    return key
