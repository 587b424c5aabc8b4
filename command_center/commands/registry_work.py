"""What the registry's commands do at the database."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from command_center.audit.audit_log import AuditLog
from command_center.audit.audit_trail import AuditTrail
from command_center.registry.credential_box import CredentialBox
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.sealing.sealing_keys import KEY_VARIABLE, NEXT_VARIABLE
from command_center.store.database import Database, sqlite_url
from sharp_eyes.clock import SystemClock

Result = TypeVar("Result")


async def with_registry(
    state: Path,
    database_url: str | None,
    work: Callable[[RegistryExchange, Database, AuditLog], Awaitable[Result]],
) -> Result:
    """Open the centre's database, bring its schema up to date, do the work, close it.

    A centre may run meanwhile; it sees a new revision within seconds.

    Args:
        state: The centre's state folder, made where it is missing.
        database_url: SQLAlchemy URL; none for the SQLite file in ``state``.
        work: What to do.
    """
    # Also with another database: what is done is signed with the key of this folder.
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock = SystemClock()
    database = Database(database_url or sqlite_url(state / "centre.sqlite"))
    try:
        trail = AuditTrail.open(
            database,
            state,
            os.environ.get("SHARP_EYES_AUDIT_KEY") or None,
            _path(os.environ.get("SHARP_EYES_AUDIT_MIRROR")),
            clock,
        )
        await database.migrate()
        await trail.begin()
        secrets = _secrets(database, trail.log, state)
        exchange = RegistryExchange(database, trail.log, clock, secrets=secrets)
        result = await work(exchange, database, trail.log)
        await trail.keeper.keep()
        return result
    finally:
        await database.close()


def _secrets(database: Database, audit: AuditLog, state: Path) -> SecretStore:
    box = CredentialBox.from_folder(
        state, os.environ.get(KEY_VARIABLE) or None, os.environ.get(NEXT_VARIABLE) or None
    )
    return SecretStore(database, box, audit, SystemClock())


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
