"""Sign-in, sign-out and who a cookie belongs to."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.owed import Owed
from command_center.accounts.passwords import Passwords
from command_center.accounts.rejection import Rejection
from command_center.accounts.role import Role
from command_center.accounts.signed_in import SignedIn
from command_center.accounts.totp.second_factor import SecondFactor
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

PASSWORD = "password"  # noqa: S105
OIDC = "oidc"
"""How somebody came in."""


def token_hash(token: str) -> str:
    """Return what is stored in a token's place: its sha256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Keeps sessions in the database; the token is in the cookie alone.

    Args:
        database: Where.
        passwords: Checks passwords.
        second_factor: Checks codes.
        audit: Writes sign-ins and sign-outs down.
        clock: Time.
        ulids: Session ids.
        codes_for_administrators: Whether administrators have to set up codes.

    Attributes:
        changed: Woken when a session of this process has ended or its rights have changed, so
            that open sockets look again at once.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        second_factor: SecondFactor,
        audit: AuditLog,
        clock: Clock,
        ulids: UlidSource,
        *,
        codes_for_administrators: bool = False,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._second_factor = second_factor
        self._audit = audit
        self._clock = clock
        self._ulids = ulids
        self.codes_for_administrators = codes_for_administrators
        self.changed = Notifier()

    async def sign_in(
        self, username: str, password: str, purpose: str, address: str, code: str | None = None
    ) -> SignedIn | Rejection:
        """Check a password, and a code where the account has codes, and begin a session.

        Args:
            username: What was typed.
            password: What was typed.
            purpose: What the session is for.
            address: Where from, for the audit trail.
            code: What was typed as a code; none where nothing was.

        Returns:
            The session, or why there is none.
        """
        async with self._database.read() as session:
            user = await session.scalar(select(UserRow).where(UserRow.username == username))
        right = await self._passwords.matches(user.password_hash if user else None, password)
        async with self._database.write() as session:
            # Disabled or given another password while this one was being checked.
            fresh = await session.get(UserRow, user.id) if user is not None and right else None
            if (
                user is None
                or fresh is None
                or fresh.disabled
                or fresh.password_hash != user.password_hash
            ):
                self._audit.refused_sign_in(session, username, address)
                return Rejection.WRONG
            if await self._second_factor.is_on(session, fresh.id):
                if not code:
                    return Rejection.CODE_MISSING
                if not await self._second_factor.takes(session, fresh.id, code):
                    self._audit.refused_sign_in(session, username, address)
                    return Rejection.CODE_WRONG
            return await self.begin(session, fresh, purpose, address)

    async def begin(
        self,
        session: AsyncSession,
        user: UserRow,
        purpose: str,
        address: str,
        method: str = PASSWORD,
    ) -> SignedIn:
        """Begin a session of somebody who has shown who they are.

        Args:
            session: A writing session.
            user: Who; not disabled.
            purpose: What the session is for.
            address: Where from.
            method: How they have shown it.
        """
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
            method=method,
        )
        session.add(row)
        viewer = await self._viewer(session, user, row)
        how = "" if method == PASSWORD else method
        self._audit.add(session, viewer, AuditedAct.SIGNED_IN, f"address/{address}", how)
        return SignedIn(token, viewer)

    async def find(self, token: str | None) -> Viewer | None:
        """Return who a cookie's token stands for; none when it is not valid (any more)."""
        if not token or len(token) > 128:
            return None
        return await self._find(SessionRow.token_hash == token_hash(token))

    async def again(self, session_id: str) -> Viewer | None:
        """Return who a session belongs to and what they may now; none when it is over."""
        return await self._find(SessionRow.id == session_id)

    async def within(self, session: AsyncSession, session_id: str) -> Viewer | None:
        """Return the same as a transaction sees it."""
        return await self._find_in(session, SessionRow.id == session_id)

    async def _find(self, which: ColumnElement[bool]) -> Viewer | None:
        async with self._database.read() as session:
            return await self._find_in(session, which)

    async def _find_in(self, session: AsyncSession, which: ColumnElement[bool]) -> Viewer | None:
        found = await session.execute(
            select(SessionRow, UserRow)
            .join(UserRow, UserRow.id == SessionRow.user_id)
            .where(which)
            .where(SessionRow.expires_at > self._clock.now())
            .where(UserRow.disabled.is_(False))
        )
        pair = found.one_or_none()
        return await self._viewer(session, pair[1], pair[0]) if pair else None

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

    async def _viewer(self, session: AsyncSession, user: UserRow, row: SessionRow) -> Viewer:
        grants = await grants_of(session, user.id)
        return Viewer(
            user_id=user.id,
            username=user.username,
            display_name=user.display_name,
            grants=grants,
            session_id=row.id,
            purpose=row.purpose,
            expires_at=row.expires_at,
            owes=await self._owed(session, user, row, grants),
        )

    async def _owed(
        self, session: AsyncSession, user: UserRow, row: SessionRow, grants: tuple[Grant, ...]
    ) -> Owed | None:
        if row.method != PASSWORD:
            # Whoever came in by the provider used neither of ours.
            return None
        if user.must_change_password:
            return Owed.PASSWORD
        administers = any(grant.role is not None and grant.role.administers for grant in grants)
        if not (self.codes_for_administrators and administers):
            return None
        return None if await self._second_factor.is_on(session, user.id) else Owed.TOTP


async def grants_of(session: AsyncSession, user_id: int) -> tuple[Grant, ...]:
    """Return what a user was granted, in order."""
    rows = await session.scalars(select(RoleGrantRow).where(RoleGrantRow.user_id == user_id))
    return tuple(sorted(as_grant(row) for row in rows))


def as_grant(row: RoleGrantRow) -> Grant:
    """Return a row as a grant."""
    return Grant(Role(row.role), row.region, row.unit)
