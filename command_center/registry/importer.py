"""From ``camera_registry.yaml`` into the database, on the first start."""

from __future__ import annotations

from command_center.registry.author import MACHINE
from command_center.registry.overtaken import Overtaken
from command_center.registry.registry_writer import RegistryWriter
from command_center.registry.secret_store import SecretStore
from command_center.store.database import Database
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import LoadedRegistry


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
