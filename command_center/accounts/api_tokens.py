"""Tokens of machines that read: who calls by one, issuing and revoking."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.reach_error import beyond_reach
from command_center.accounts.scope import Scope
from command_center.accounts.sessions import token_hash
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.store.api_token_row import ApiTokenRow
from command_center.store.database import Database
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart, Refused
from sharp_eyes.identifiers import UlidSource

PREFIX = "se_"
"""By it a token is known for one, wherever it turns up by mistake."""


class ApiTokens:
    """Keeps hashes of tokens.

    Args:
        database: Where.
        audit: Writes issuing and revoking down.
        clock: Time.
        ulids: Token ids.
    """

    def __init__(
        self, database: Database, audit: AuditLog, clock: Clock, ulids: UlidSource
    ) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self._ulids = ulids

    async def find(self, token: str) -> Viewer | None:
        """Return the machine that a token stands for; none when it is not valid (any more)."""
        if not token.startswith(PREFIX) or len(token) > 128:
            return None
        return await self._find(ApiTokenRow.token_hash == token_hash(token))

    async def again(self, token_id: str) -> Viewer | None:
        """Return the same by the token's id."""
        return await self._find(ApiTokenRow.id == token_id)

    async def _find(self, which: ColumnElement[bool]) -> Viewer | None:
        async with self._database.read() as session:
            row = await session.scalar(
                select(ApiTokenRow)
                .where(which)
                .where(ApiTokenRow.revoked_at.is_(None))
                .where(ApiTokenRow.expires_at > self._clock.now())
            )
        if row is None:
            return None
        return Viewer(
            user_id=0,
            username=f"token/{row.name}",
            display_name=row.name,
            grants=(Grant(None, row.region, row.unit),),
            session_id=row.id,
            purpose=row.purpose,
            expires_at=row.expires_at,
            scopes=tuple(Scope(one) for one in row.scopes),
        )

    async def issue(
        self,
        session: AsyncSession,
        viewer: Viewer,
        name: str,
        scopes: Sequence[Scope],
        reach: Grant,
        purpose: str,
        days: int,
    ) -> tuple[str, ApiTokenRow]:
        """Make a token.

        Args:
            session: A writing session.
            viewer: Who issues it.
            name: Which machine it is for.
            scopes: What it may do.
            reach: Where.
            purpose: What for.
            days: How long it holds.

        Returns:
            The token, which is kept nowhere, and its row.

        Raises:
            Refused: the name was used before, or the viewer does not reach that far.
        """
        if not viewer.contains(reach):
            raise beyond_reach()
        if await session.scalar(select(ApiTokenRow.id).where(ApiTokenRow.name == name)):
            raise Refused(
                Bilingual(f"名称“{name}”已用过", f"the name {name!r} was used before"),
                next_step=Bilingual("换一个名称", "take another name"),
            )
        token = PREFIX + secrets.token_urlsafe(32)
        now = self._clock.now()
        row = ApiTokenRow(
            id=self._ulids.new(),
            name=name,
            token_hash=token_hash(token),
            scopes=sorted({scope.value for scope in scopes}),
            region=reach.region,
            unit=reach.unit,
            purpose=purpose,
            created_by=viewer.username,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        session.add(row)
        detail = f"{' '.join(row.scopes)} region={row.region or '*'} unit={row.unit or '*'}"
        self._audit.add(session, viewer, AuditedAct.TOKEN_ISSUED, f"token/{name}", detail)
        return token, row

    async def revoke(self, session: AsyncSession, viewer: Viewer, name: str) -> None:
        """Refuse a token from now on.

        Raises:
            MissingPart: there is none of this name within the viewer's reach.
        """
        row = await session.scalar(
            select(ApiTokenRow).where(ApiTokenRow.name == name, ApiTokenRow.revoked_at.is_(None))
        )
        if row is None or not viewer.contains(Grant(None, row.region, row.unit)):
            raise MissingPart(Bilingual("没有这个令牌", "there is no such token"))
        row.revoked_at = self._clock.now()
        self._audit.add(session, viewer, AuditedAct.TOKEN_REVOKED, f"token/{name}")

    async def all(self, session: AsyncSession, viewer: Viewer) -> list[ApiTokenRow]:
        """List the tokens within the viewer's reach, newest first, revoked ones too."""
        rows = await session.scalars(
            select(ApiTokenRow).order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id.desc())
        )
        return [row for row in rows if viewer.contains(Grant(None, row.region, row.unit))]
