"""Sign-in, sign-out and who a cookie belongs to."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.passwords import Passwords
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.feed.notifier import Notifier
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

    Attributes:
        changed: Woken when a session of this process has ended or its rights have changed, so
            that open sockets look again at once.
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
        self.changed = Notifier()

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
            address=address[:45],
        )
        async with self._database.write() as session:
            # Disabled or given another password while this one was being checked.
            fresh = await session.get(UserRow, user.id)
            if fresh is None or fresh.disabled or fresh.password_hash != user.password_hash:
                self._audit.refused_sign_in(session, username, address)
                return None
            session.add(row)
            viewer = await _viewer(session, fresh, row)
            self._audit.add(session, viewer, AuditedAct.SIGNED_IN, f"address/{address}")
        return token, viewer

    async def find(self, token: str | None) -> Viewer | None:
        """Return who a cookie's token stands for; none when it is not valid (any more)."""
        if not token or len(token) > 128:
            return None
        return await self._find(SessionRow.token_hash == token_hash(token))

    async def again(self, session_id: str) -> Viewer | None:
        """Return who a session belongs to and what they may now; none when it is over."""
        return await self._find(SessionRow.id == session_id)

    async def _find(self, which: ColumnElement[bool]) -> Viewer | None:
        async with self._database.read() as session:
            found = await session.execute(
                select(SessionRow, UserRow)
                .join(UserRow, UserRow.id == SessionRow.user_id)
                .where(which)
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
        self.changed.wake()

    async def of_user(self, session: AsyncSession, user_id: int) -> Sequence[SessionRow]:
        """List a user's sessions that are not over, newest first."""
        found = await session.scalars(
            select(SessionRow)
            .where(SessionRow.user_id == user_id)
            .where(SessionRow.expires_at > self._clock.now())
            .order_by(SessionRow.created_at.desc(), SessionRow.id.desc())
        )
        return found.all()

    async def purge(self, session: AsyncSession) -> None:
        """Remove sessions that have ended by themselves."""
        await session.execute(delete(SessionRow).where(SessionRow.expires_at <= self._clock.now()))


async def grants_of(session: AsyncSession, user_id: int) -> tuple[Grant, ...]:
    """Return what a user was granted, in order."""
    rows = await session.scalars(select(RoleGrantRow).where(RoleGrantRow.user_id == user_id))
    return tuple(sorted(as_grant(row) for row in rows))


def as_grant(row: RoleGrantRow) -> Grant:
    """Return a row as a grant."""
    return Grant(Role(row.role), row.region, row.unit)


async def _viewer(session: AsyncSession, user: UserRow, row: SessionRow) -> Viewer:
    return Viewer(
        user_id=user.id,
        username=user.username,
        display_name=user.display_name,
        grants=await grants_of(session, user.id),
        session_id=row.id,
        purpose=row.purpose,
        expires_at=row.expires_at,
    )
