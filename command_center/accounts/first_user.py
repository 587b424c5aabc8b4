"""The first users, made when there is none; no default password exists."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import EVERYWHERE
from command_center.accounts.passwords import Passwords
from command_center.accounts.role import Role
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.store.database import Database
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.user_row import UserRow
from sharp_eyes.clock import Clock

FIRST_USERNAME = "security"
DUTY_USERNAME = "duty"


async def ensure_first_users(
    database: Database,
    passwords: Passwords,
    audit: AuditLog,
    clock: Clock,
    *,
    password: str | None,
    duty_password: str | None,
    region: str,
) -> str | None:
    """Make the first accounts where there is none.

    ``security`` is security administrator everywhere: it makes all other accounts and grants them
    what they may do. Where a password for it is given, as in a demo, ``duty`` is made too, a duty
    officer for the wall.

    Args:
        database: Where.
        passwords: Makes the hash.
        audit: Writes it down.
        clock: Time.
        password: Of ``security``, from the environment; generated where absent.
        duty_password: Of ``duty``, from the environment; without it there is none.
        region: Where ``duty`` may look, 12 digits; empty for everywhere.

    Returns:
        The generated password, to be shown once; none when none was generated.
    """
    async with database.read() as session:
        if await session.scalar(select(func.count()).select_from(UserRow)):
            return None
    chosen = password or secrets.token_urlsafe(12)
    encoded = await passwords.hash(chosen)
    duty_encoded = await passwords.hash(duty_password) if duty_password else None
    async with database.write() as session:
        if await session.scalar(select(func.count()).select_from(UserRow)):
            return None
        security = UserRow(
            username=FIRST_USERNAME,
            display_name="安全管理员",
            password_hash=encoded,
            # What was shown on a screen is in its log, too.
            must_change_password=not password,
        )
        await _make(session, audit, clock, security, Role.SECURITY_ADMIN, EVERYWHERE)
        if duty_encoded is not None:
            duty = UserRow(
                username=DUTY_USERNAME, display_name="值班员", password_hash=duty_encoded
            )
            await _make(session, audit, clock, duty, Role.DUTY_OFFICER, region)
    return None if password else chosen


async def _make(
    session: AsyncSession, audit: AuditLog, clock: Clock, user: UserRow, role: Role, region: str
) -> None:
    user.disabled, user.created_at, user.region = False, clock.now(), region
    session.add(user)
    await session.flush()
    session.add(RoleGrantRow(user_id=user.id, role=role.value, region=region, unit=""))
    audit.note(
        session,
        MACHINE,
        AuditedAct.ACCOUNT_CREATED,
        f"user/{user.username}",
        f"{role.value} in {region or 'every region'}",
    )
