"""From ``camera_registry.yaml`` into the database, on the first start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from command_center.registry.author import MACHINE
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.overtaken import Overtaken
from command_center.registry.registry_writer import RegistryWriter
from command_center.registry.secret_store import SecretStore
from command_center.store.database import Database
from sharp_eyes.registry.difference import Difference
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import LoadedRegistry, load_with_credentials

_log = structlog.get_logger(__name__)


async def take_registry_file(
    path: Path,
    database: Database,
    directory: DirectoryHolder,
    writer: RegistryWriter,
    secrets: SecretStore,
    announce: Callable[[str], None],
) -> None:
    """Import a registry where there is none yet, else say how the file differs from it.

    Args:
        path: The file.
        database: The running truth.
        directory: Read anew where the file is compared.
        writer: Writes the registry.
        secrets: Keeps the passwords.
        announce: Shows a line to whoever started the centre.

    Raises:
        SharpEyesError: the file cannot be read.
    """
    loaded = await asyncio.to_thread(load_with_credentials, path)
    if await import_first(database, loaded, writer, secrets, path.name):
        _log.info("registry imported", file=path.name, cameras=len(loaded.registry.cameras))
        return
    stored = (await directory.reload()).registry
    if stored == _in_order_of_store(loaded.registry):
        return
    difference = Difference.between(stored, loaded.registry)
    added, changed, removed = (
        len(part) for part in (difference.added, difference.changed, difference.removed)
    )
    announce(
        f"台账文件 {path.name} 与数据库不一致（新增 {added}、变更 {changed}、"
        f"减少 {removed} 台摄像机），以数据库为准；如需更新请运行 sharp-eyes cameras import\n"
        f"{path.name} differs from the database ({added} cameras added, {changed} changed, "
        f"{removed} removed); the database stands. To change it run: sharp-eyes cameras import"
    )


async def import_first(
    database: Database,
    loaded: LoadedRegistry,
    writer: RegistryWriter,
    secrets: SecretStore,
    what: str,
) -> bool:
    """Store a registry and its passwords where there is no registry yet.

    Args:
        database: Where to.
        loaded: What.
        writer: Writes the registry.
        secrets: Keeps the passwords.
        what: For the revision's note, for example the file's name.

    Returns:
        Whether it was stored; a database that has a revision already is the running truth and
        stays as it is.
    """
    try:
        async with database.write() as session:
            stored = await secrets.store(session, loaded.credentials)
            await writer.write(
                session,
                0,
                Registry(),
                loaded.registry,
                f"import of {what}",
                MACHINE,
                secrets_changed=stored,
            )
    except Overtaken:
        return False
    return True


def _in_order_of_store(registry: Registry) -> Registry:
    return registry.model_copy(
        update={
            "regions": tuple(sorted(registry.regions, key=lambda region: region.code)),
            "grids": tuple(sorted(registry.grids, key=lambda grid: grid.code)),
            "units": tuple(sorted(registry.units, key=lambda unit: unit.name)),
            "permits": tuple(sorted(registry.permits, key=lambda permit: permit.id)),
            "protected_land": tuple(sorted(registry.protected_land, key=lambda land: land.id)),
        }
    )
