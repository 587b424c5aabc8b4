"""Holds the newest revision of the registry in memory."""

from __future__ import annotations

from sqlalchemy import func, select

from command_center.registry.directory import Directory
from command_center.store.camera_row import CameraRow
from command_center.store.database import Database
from command_center.store.grid_row import GridRow
from command_center.store.permit_row import PermitRow
from command_center.store.protected_land_row import ProtectedLandRow
from command_center.store.region_row import RegionRow
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
        """Read the registry from the database."""
        async with self._database.read() as session:
            revision = await session.scalar(select(func.max(RegistryRevisionRow.revision)))
            regions = (await session.scalars(select(RegionRow).order_by(RegionRow.code))).all()
            grids = (await session.scalars(select(GridRow).order_by(GridRow.code))).all()
            cameras = (await session.scalars(select(CameraRow).order_by(CameraRow.position))).all()
            permits = (await session.scalars(select(PermitRow).order_by(PermitRow.id))).all()
            protected = (
                await session.scalars(select(ProtectedLandRow).order_by(ProtectedLandRow.id))
            ).all()
        registry = Registry.model_validate(
            {
                "regions": [
                    {"code": row.code, "name": row.name, "name_en": row.name_en} for row in regions
                ],
                "grids": [row.document for row in grids],
                "cameras": [row.document for row in cameras],
                "permits": [row.document for row in permits],
                "protected_land": [row.document for row in protected],
            }
        )
        self.current = Directory.of(revision or 0, registry, {row.id: row.shard for row in cameras})
        return self.current
