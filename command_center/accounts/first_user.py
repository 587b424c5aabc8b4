"""The first user, made when there is none; no default password exists."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select

from command_center.accounts.passwords import Passwords
from command_center.accounts.role import Role
from command_center.store.database import Database
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.user_row import UserRow
from sharp_eyes.clock import Clock

FIRST_USERNAME = "duty"


async def ensure_first_user(
    database: Database,
    passwords: Passwords,
    clock: Clock,
    *,
    password: str | None,
    region: str,
) -> str | None:
    """Make the user ``duty`` where no user exists.

    Args:
        database: Where.
        passwords: Makes the hash.
        clock: Time.
        password: From the environment; generated where absent.
        region: Where the user may look, 12 digits; empty for everywhere.

    Returns:
        The generated password, to be shown once; none when none was generated.
    """
    async with database.read() as session:
        if await session.scalar(select(func.count()).select_from(UserRow)):
            return None
    chosen = password or secrets.token_urlsafe(12)
    encoded = await passwords.hash(chosen)
    async with database.write() as session:
        if await session.scalar(select(func.count()).select_from(UserRow)):
            return None
        user = UserRow(
            username=FIRST_USERNAME,
            display_name="值班员",
            password_hash=encoded,
            disabled=False,
            created_at=clock.now(),
        )
        session.add(user)
        await session.flush()
        session.add_all(
            RoleGrantRow(user_id=user.id, role=role.value, region=region) for role in Role
        )
    return None if password else chosen
