"""What the registry's commands do at the database."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

from command_center.registry.credential_box import CredentialBox
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.store.database import Database, sqlite_url
from sharp_eyes.clock import SystemClock
from sharp_eyes.registry.yaml_file import FoundCredentials

Result = TypeVar("Result")


async def with_registry(
    state: Path,
    database_url: str | None,
    work: Callable[[RegistryExchange, Database], Awaitable[Result]],
) -> Result:
    """Open the centre's database, bring its schema up to date, do the work, close it.

    A centre may run meanwhile; it sees a new revision within seconds.

    Args:
        state: The centre's state folder, made where it is missing.
        database_url: SQLAlchemy URL; none for the SQLite file in ``state``.
        work: What to do.
    """
    if database_url is None:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(database_url or sqlite_url(state / "centre.sqlite"))
    try:
        await database.migrate()
        return await work(RegistryExchange(database, SystemClock()), database)
    finally:
        await database.close()


async def keep_credentials(
    found: Iterable[FoundCredentials], database: Database, state: Path
) -> None:
    """Seal credentials that stood in addresses.

    Args:
        found: What the file held.
        database: Where they go.
        state: Folder of the key, unless ``SHARP_EYES_SECRET_KEY`` holds it.
    """
    box = CredentialBox.from_folder(state, os.environ.get("SHARP_EYES_SECRET_KEY") or None)
    secrets = SecretStore(database, box, SystemClock())
    for one in found:
        await secrets.put(one.name, one.username, one.password)
