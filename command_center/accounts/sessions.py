"""Sign-in, sign-out and who a cookie belongs to."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.audit_log import AuditedAct, AuditLog
from command_center.accounts.passwords import Passwords
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.store.database import Database
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.session_row import SessionRow
from command_center.store.user_row import UserRow
from sharp_eyes.clock import Clock
from sharp_eyes.identifiers import UlidSource

LIFE = timedelta(hours=12)
"""One shift and its handing over."""


def token_hash(token: str) -> str:
    """Return what is stored in a token's place: its sha256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Keeps sessions in the database; the token is in the cookie alone.

    Args:
        database: Where.
        passwords: Checks passwords.
        audit: Writes sign-ins and sign-outs down.
        clock: Time.
        ulids: Session ids.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        audit: AuditLog,
        clock: Clock,
        ulids: UlidSource,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._audit = audit
        self._clock = clock
        self._ulids = ulids

    async def sign_in(
        self, username: str, password: str, purpose: str, address: str
    ) -> tuple[str, Viewer] | None:
        """Check a password and begin a session.

        Args:
            username: What was typed.
            password: What was typed.
            purpose: What the session is for.
            address: Where from, for the audit trail.

        Returns:
            The token for the cookie and who it stands for; none when it is refused.
        """
        async with self._database.read() as session:
            user = await session.scalar(select(UserRow).where(UserRow.username == username))
        right = await self._passwords.matches(user.password_hash if user else None, password)
        if user is None or user.disabled or not right:
            async with self._database.write() as session:
                self._audit.refused_sign_in(session, username, address)
            return None
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        row = SessionRow(
            id=self._ulids.new(),
            token_hash=token_hash(token),
            user_id=user.id,
            purpose=purpose,
            created_at=now,
            expires_at=now + LIFE,
        )
        async with self._database.write() as session:
            session.add(row)
            viewer = await _viewer(session, user, row)
            self._audit.add(session, viewer, AuditedAct.SIGNED_IN, f"address/{address}")
        return token, viewer

    async def find(self, token: str | None) -> Viewer | None:
        """Return who a cookie's token stands for; none when it is not valid (any more)."""
        if not token or len(token) > 128:
            return None
        async with self._database.read() as session:
            found = await session.execute(
                select(SessionRow, UserRow)
                .join(UserRow, UserRow.id == SessionRow.user_id)
                .where(SessionRow.token_hash == token_hash(token))
                .where(SessionRow.expires_at > self._clock.now())
                .where(UserRow.disabled.is_(False))
            )
            pair = found.one_or_none()
            return await _viewer(session, pair[1], pair[0]) if pair else None

    async def sign_out(self, viewer: Viewer) -> None:
        """End a session."""
        async with self._database.write() as session:
            await session.execute(delete(SessionRow).where(SessionRow.id == viewer.session_id))
            self._audit.add(session, viewer, AuditedAct.SIGNED_OUT, f"session/{viewer.session_id}")

    async def purge(self, session: AsyncSession) -> None:
        """Remove sessions that have ended by themselves."""
        await session.execute(delete(SessionRow).where(SessionRow.expires_at <= self._clock.now()))


async def _viewer(session: AsyncSession, user: UserRow, row: SessionRow) -> Viewer:
    grants = (
        await session.scalars(select(RoleGrantRow).where(RoleGrantRow.user_id == user.id))
    ).all()
    return Viewer(
        user_id=user.id,
        username=user.username,
        display_name=user.display_name,
        roles=tuple(sorted({Role(grant.role) for grant in grants})),
        regions=tuple(sorted({grant.region for grant in grants})),
        session_id=row.id,
        purpose=row.purpose,
        expires_at=row.expires_at,
    )
