"""What the commands about sealed things do at the database."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from command_center.audit.audit_log import AuditLog
from command_center.commands.registry_work import with_registry
from command_center.registry.author import COMMAND
from command_center.registry.credential_box import CredentialBox
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.sealing.rotation import Rotated, Rotation
from command_center.sealing.sealer import Sealer
from command_center.sealing.sealing_keys import KEY_VARIABLE, NEXT_VARIABLE, SealingKeys
from command_center.store.database import Database
from sharp_eyes.clock import SystemClock
from sharp_eyes.registry.yaml_file import FoundCredentials

Result = TypeVar("Result")


def keys_of(state: Path) -> SealingKeys:
    """Return the keys of a centre, from the environment or its state folder."""
    return SealingKeys(
        state, os.environ.get(KEY_VARIABLE) or None, os.environ.get(NEXT_VARIABLE) or None
    )


async def rotated(state: Path, database_url: str | None) -> Rotated:
    """Change the key of all that is sealed."""
    return await _with_rotation(state, database_url, lambda one: one.run(COMMAND.name))


async def looked(state: Path, database_url: str | None) -> Rotated:
    """Say what opens with which key."""
    return await _with_rotation(state, database_url, lambda one: one.look())


async def put(state: Path, database_url: str | None, found: FoundCredentials) -> bool:
    """Keep a camera's user name and password; running workers take it up within seconds.

    Returns:
        Whether it is another one than before.
    """

    async def work(_exchange: RegistryExchange, database: Database, audit: AuditLog) -> bool:
        box = CredentialBox(Sealer(keys_of(state)))
        store = SecretStore(database, box, audit, SystemClock())
        async with database.write() as session:
            return await store.change(session, found, COMMAND)

    return await with_registry(state, database_url, work)


async def _with_rotation(
    state: Path, database_url: str | None, act: Callable[[Rotation], Awaitable[Rotated]]
) -> Rotated:
    async def work(_exchange: RegistryExchange, database: Database, audit: AuditLog) -> Rotated:
        return await act(Rotation(keys_of(state), database, audit))

    return await with_registry(state, database_url, work)
