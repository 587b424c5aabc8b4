"""What the accounts' commands do at the database."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import EVERYWHERE, Grant
from command_center.accounts.passwords import Passwords
from command_center.accounts.users import Users
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.commands.registry_work import with_registry
from command_center.registry.exchange import RegistryExchange
from command_center.store.database import Database
from sharp_eyes.clock import SystemClock

Result = TypeVar("Result")

COMMAND = "command"
"""Who the audit trail names: whoever may write into the state folder."""


async def with_users(
    state: Path,
    database_url: str | None,
    work: Callable[[Users, AsyncSession, Viewer], Awaitable[Result]],
) -> Result:
    """Do something to accounts in one transaction, as one who reaches everywhere.

    A centre may run meanwhile; open sockets follow within seconds.

    Args:
        state: The centre's state folder, made where it is missing.
        database_url: SQLAlchemy URL; none for the SQLite file in ``state``.
        work: What to do.
    """
    clock = SystemClock()
    viewer = Viewer(
        user_id=0,
        username=COMMAND,
        display_name=COMMAND,
        grants=(Grant(None, EVERYWHERE),),
        session_id="",
        purpose="sharp-eyes accounts",
        expires_at=clock.now() + timedelta(hours=1),
    )

    async def at_database(
        _exchange: RegistryExchange, database: Database, audit: AuditLog
    ) -> Result:
        async with database.write() as session:
            return await work(Users(audit, clock), session, viewer)

    return await with_registry(state, database_url, at_database)


async def made_password() -> tuple[str, str]:
    """Make a password.

    Returns:
        The password, to be shown once, and its hash.
    """
    password = secrets.token_urlsafe(12)
    return password, await Passwords().hash(password)
