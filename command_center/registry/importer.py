"""From ``camera_registry.yaml`` into the database, on the first start."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.store.camera_row import CameraRow
from command_center.store.database import Database
from command_center.store.grid_row import GridRow
from command_center.store.insert_ignore import insert_ignore
from command_center.store.permit_row import PermitRow
from command_center.store.protected_land_row import ProtectedLandRow
from command_center.store.region_row import RegionRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from command_center.store.shard_row import ShardRow
from sharp_eyes.clock import Clock
from sharp_eyes.registry.registry import Registry

DEFAULT_SHARD = "shard-1"
"""The shard that owns every camera until somebody divides them."""


async def import_first(
    database: Database, registry: Registry, audit: AuditLog, clock: Clock, what: str
) -> bool:
    """Store a registry where there is none yet.

    Args:
        database: Where to.
        registry: What.
        audit: Writes it down.
        clock: Gives the revision's moment.
        what: For the revision's note, for example the file's name.

    Returns:
        Whether it was stored; a database that has a revision already is the running truth and
        stays as it is.
    """
    async with database.write() as session:
        if await session.scalar(select(func.count()).select_from(RegistryRevisionRow)):
            return False
        _add(session, registry)
        await insert_ignore(session, ShardRow, [{"id": DEFAULT_SHARD, "epoch": 0, "alive": False}])
        add_revision(session, audit, clock, f"import of {what}")
    return True


def add_revision(
    session: AsyncSession, audit: AuditLog, clock: Clock, what: str, who: str = "machine"
) -> None:
    """Count one change of the registry and write it down.

    Args:
        session: A writing session.
        audit: Writes it down.
        clock: Time.
        what: What has changed; no secret.
        who: User name, ``command`` or ``machine``.
    """
    session.add(RegistryRevisionRow(at=clock.now(), who=who, what=what[:200]))
    audit.note(session, who, AuditedAct.REGISTRY_CHANGED, "registry", what)


def _add(session: AsyncSession, registry: Registry) -> None:
    session.add_all(
        RegionRow(code=region.code, name=region.name, name_en=region.name_en)
        for region in registry.regions
    )
    session.add_all(
        GridRow(code=grid.code, village=grid.code[:12], document=grid.model_dump(mode="json"))
        for grid in registry.grids
    )
    session.add_all(
        CameraRow(
            id=camera.id,
            region=camera.region,
            shard=DEFAULT_SHARD,
            enabled=camera.enabled,
            position=position,
            document=camera.model_dump(mode="json"),
        )
        for position, camera in enumerate(registry.cameras)
    )
    session.add_all(
        PermitRow(id=permit.id, camera_id=permit.camera, document=permit.model_dump(mode="json"))
        for permit in registry.permits
    )
    session.add_all(
        ProtectedLandRow(id=land.id, camera_id=land.camera, document=land.model_dump(mode="json"))
        for land in registry.protected_land
    )
