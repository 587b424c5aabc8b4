"""Whose account somebody is that the provider has told us of."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.passwords import Passwords
from command_center.accounts.sessions import OIDC, Sessions, as_grant, grants_of
from command_center.accounts.signed_in import SignedIn
from command_center.accounts.totp.second_factor import SecondFactor
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.oidc.oidc_settings import OidcSettings
from command_center.oidc.refusal import OidcRefused, Refusal
from command_center.store.database import Database
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.user_row import UserRow
from sharp_eyes.clock import Clock

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,31}$")
_SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sc"})
"""Ways of signing in (RFC 8176) that are more than a password."""


class OidcSignIn:
    """Matches accounts, makes them where it is set, and keeps mapped roles as the provider says.

    Args:
        settings: Which provider.
        database: Where.
        sessions: Begins sessions.
        second_factor: Knows who signs in with codes.
        passwords: Makes the hash of a password that nobody knows.
        audit: Writes it down.
        clock: Time.
    """

    def __init__(
        self,
        settings: OidcSettings,
        database: Database,
        sessions: Sessions,
        second_factor: SecondFactor,
        passwords: Passwords,
        audit: AuditLog,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._database = database
        self._sessions = sessions
        self._second_factor = second_factor
        self._passwords = passwords
        self._audit = audit
        self._clock = clock

    async def sign_in(self, claims: dict[str, Any], purpose: str, address: str) -> SignedIn:
        """Begin a session.

        Args:
            claims: What the provider says, checked.
            purpose: What the session is for.
            address: Where from.

        Raises:
            OidcRefused: nobody here is that person, or they may not.
        """
        said = claims.get(self._settings.claim)
        username = said.lower() if isinstance(said, str) else ""
        if not _USERNAME.fullmatch(username):
            raise OidcRefused(Refusal.UNKNOWN, f"the claim {self._settings.claim} names nobody")
        subject = f"{self._settings.issuer} {claims['sub']}"[:512]
        # Before the transaction: it takes as long as hundreds of alerts.
        nobodys = await self._passwords.hash(secrets.token_urlsafe(32))
        async with self._database.write() as session:
            user = await session.scalar(select(UserRow).where(UserRow.username == username))
            if user is None:
                user = await self._made(session, username, claims, nobodys)
            if user.disabled:
                raise OidcRefused(Refusal.DISABLED, f"{username} is disabled")
            if user.oidc_subject not in (None, subject):
                raise OidcRefused(Refusal.ANOTHER, f"{username} belongs to another subject")
            user.oidc_subject = subject
            await self._follow_roles(session, user, claims)
            await self._check_second_factor(session, user, claims)
            return await self._sessions.begin(session, user, purpose, address, OIDC)

    async def refused(self, error: OidcRefused, address: str) -> None:
        """Write down that somebody was not let in."""
        async with self._database.write() as session:
            self._audit.note(
                session, OIDC, AuditedAct.SIGN_IN_FAILED, f"address/{address}", str(error.why)
            )

    async def _made(
        self, session: AsyncSession, username: str, claims: dict[str, Any], encoded: str
    ) -> UserRow:
        if not self._settings.create:
            raise OidcRefused(Refusal.UNKNOWN, f"there is no account {username}")
        name = claims.get("name")
        shown = name.strip()[:64] if isinstance(name, str) and name.isprintable() else ""
        user = UserRow(
            username=username,
            display_name=shown or username,
            password_hash=encoded,
            disabled=False,
            created_at=self._clock.now(),
            region=self._settings.region,
        )
        session.add(user)
        await session.flush()
        self._audit.note(session, OIDC, AuditedAct.ACCOUNT_CREATED, f"user/{username}")
        return user

    async def _follow_roles(
        self, session: AsyncSession, user: UserRow, claims: dict[str, Any]
    ) -> None:
        """Make the grants that came from the provider those that it stands for now.

        What an administrator has granted here stays as it is.
        """
        if self._settings.roles is None:
            return
        wanted = set(self._mapped(claims))
        rows = list(
            await session.scalars(select(RoleGrantRow).where(RoleGrantRow.user_id == user.id))
        )
        own = {as_grant(row) for row in rows if row.source != OIDC}
        for row in rows:
            grant = as_grant(row)
            if row.source == OIDC and grant not in wanted:
                await session.delete(row)
                self._note(session, user, "-", grant)
        kept = {as_grant(row) for row in rows if row.source == OIDC} & wanted
        administers = {
            grant.role
            for grant in (own | wanted)
            if grant.role is not None and grant.role.administers
        }
        if len(administers) > 1:
            raise OidcRefused(
                Refusal.ADMINISTRATORS, f"{user.username} would be two administrators"
            )
        for grant in sorted(wanted - kept - own):
            session.add(
                RoleGrantRow(
                    user_id=user.id,
                    role=grant.role,
                    region=grant.region,
                    unit=grant.unit,
                    source=OIDC,
                )
            )
            self._note(session, user, "+", grant)
        await session.flush()

    def _mapped(self, claims: dict[str, Any]) -> Iterable[Grant]:
        mapping = self._settings.roles
        if mapping is None:
            return
        said = claims.get(mapping.claim)
        words = said if isinstance(said, list) else [said]
        for word in words:
            if isinstance(word, str):
                for one in mapping.grants.get(word, ()):
                    yield one.grant()

    async def _check_second_factor(
        self, session: AsyncSession, user: UserRow, claims: dict[str, Any]
    ) -> None:
        grants = await grants_of(session, user.id)
        administers = any(grant.role is not None and grant.role.administers for grant in grants)
        needed = await self._second_factor.is_on(session, user.id) or (
            administers and self._sessions.codes_for_administrators
        )
        said = claims.get("amr")
        ways = {one for one in said if isinstance(one, str)} if isinstance(said, list) else set()
        if needed and not ways & _SECOND_FACTORS:
            raise OidcRefused(Refusal.SECOND_FACTOR, f"{user.username} needs a second factor")

    def _note(self, session: AsyncSession, user: UserRow, sign: str, grant: Grant) -> None:
        self._audit.note(
            session,
            OIDC,
            AuditedAct.GRANT_CHANGED,
            f"user/{user.username}",
            f"{sign} {grant.role} region={grant.region or '*'} unit={grant.unit or '*'}",
        )
