"""Holds the newest revision of the registry in memory."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.registry.directory import Directory
from command_center.registry.part import CAMERA, PARTS, Part
from command_center.store.camera_row import CameraRow
from command_center.store.database import Database
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.registry.registry import Registry


class DirectoryHolder:
    """The one place that swaps a directory for a newer one.

    Args:
        database: Where the registry is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.current = Directory()

    async def reload(self) -> Directory:
        """Read the registry from the database, as it is at one moment."""
        async with self._database.snapshot() as session:
            revision = await session.scalar(select(func.max(RegistryRevisionRow.revision)))
            things = {part.field: await _things(session, part) for part in PARTS}
            shards = await session.execute(select(CameraRow.id, CameraRow.shard))
            shard_of = dict(iter(shards))
        # A county's cameras take seconds to be checked: the loop has others to serve meanwhile.
        self.current = await asyncio.to_thread(_directory, revision or 0, things, shard_of)
        return self.current


async def _things(session: AsyncSession, part: Part) -> list[dict[str, Any]]:
    table: Any = part.table
    order = table.position if part is CAMERA else getattr(table, part.key)
    if part.in_document:
        return list(await session.scalars(select(table.document).order_by(order)))
    columns = [getattr(table, name) for name in part.model.model_fields]
    rows = await session.execute(select(*columns).order_by(order))
    return [dict(row) for row in rows.mappings()]


def _directory(revision: int, things: dict[str, Any], shard_of: dict[str, str]) -> Directory:
    return Directory.of(revision, Registry.model_validate(things), shard_of)
