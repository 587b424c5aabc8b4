"""Accounts: making, disabling, what they are granted, and the rules of who may do so."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import EVERY_UNIT, Grant
from command_center.accounts.reach_error import beyond_reach
from command_center.accounts.role import Role
from command_center.accounts.sessions import as_grant, grants_of
from command_center.accounts.totp.second_factor import forget_codes
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.session_row import SessionRow
from command_center.store.user_row import UserRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, MissingPart, Refused


class Users:
    """What security administrators do to accounts.

    An administrator reaches the accounts that belong to a region of theirs and were granted
    nothing beyond it: else whoever resets a password could become more than they are. Nobody
    changes their own account here.

    Args:
        audit: Writes it down, in the transaction of the change.
        clock: Time.
    """

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def all(
        self, session: AsyncSession, viewer: Viewer
    ) -> list[tuple[UserRow, tuple[Grant, ...]]]:
        """List the accounts within the viewer's reach with their grants, by name."""
        granted: dict[int, list[Grant]] = {}
        for row in await session.scalars(select(RoleGrantRow)):
            granted.setdefault(row.user_id, []).append(as_grant(row))
        users = await session.scalars(select(UserRow).order_by(UserRow.username))
        pairs = [(user, tuple(sorted(granted.get(user.id, [])))) for user in users]
        return [(user, grants) for user, grants in pairs if _reaches(viewer, user, grants)]

    async def get(
        self, session: AsyncSession, viewer: Viewer, username: str
    ) -> tuple[UserRow, tuple[Grant, ...]]:
        """Return an account with its grants.

        Raises:
            MissingPart: there is none of this name within the viewer's reach.
        """
        user = await session.scalar(select(UserRow).where(UserRow.username == username))
        grants = await grants_of(session, user.id) if user else ()
        if user is None or not _reaches(viewer, user, grants):
            raise MissingPart(
                Bilingual(
                    "账号不存在，或不在您的管辖范围内",
                    "there is no such account among those you administer",
                )
            )
        return user, grants

    async def create(
        self,
        session: AsyncSession,
        viewer: Viewer,
        username: str,
        display_name: str,
        region: str,
        encoded: str,
    ) -> UserRow:
        """Make an account that may do nothing yet, and whose first password has to be changed.

        Args:
            session: A writing session.
            viewer: Who makes it.
            username: 2 to 32 of ``a-z0-9._-``.
            display_name: What is shown.
            region: Where it belongs, 12 digits, or empty.
            encoded: The password's hash.

        Raises:
            Refused: the name is taken, or the region lies beyond the viewer's reach.
        """
        await self._still_there(session, viewer)
        if not viewer.contains(Grant(None, region)):
            raise beyond_reach()
        if await session.scalar(select(UserRow.id).where(UserRow.username == username)):
            raise Refused(
                Bilingual(f"用户名“{username}”已被占用", f"the name {username!r} is taken"),
                next_step=Bilingual("换一个用户名", "take another name"),
            )
        user = UserRow(
            username=username,
            display_name=display_name,
            password_hash=encoded,
            disabled=False,
            created_at=self._clock.now(),
            region=region,
            must_change_password=True,
        )
        session.add(user)
        await session.flush()
        self._audit.add(session, viewer, AuditedAct.ACCOUNT_CREATED, f"user/{username}")
        return user

    async def disable(
        self, session: AsyncSession, viewer: Viewer, username: str, reason: str
    ) -> UserRow:
        """Let nobody in by an account any more and end its sessions."""
        user = await self._somebody_else(session, viewer, username)
        user.disabled = True
        await self._end_sessions(session, user)
        self._audit.add(session, viewer, AuditedAct.ACCOUNT_DISABLED, f"user/{username}", reason)
        return user

    async def enable(self, session: AsyncSession, viewer: Viewer, username: str) -> UserRow:
        """Let an account in again."""
        user = await self._somebody_else(session, viewer, username)
        user.disabled = False
        self._audit.add(session, viewer, AuditedAct.ACCOUNT_CHANGED, f"user/{username}", "enabled")
        return user

    async def reset_password(
        self, session: AsyncSession, viewer: Viewer, username: str, encoded: str
    ) -> UserRow:
        """Give an account another password, which it has to change, and end its sessions."""
        user = await self._somebody_else(session, viewer, username)
        user.password_hash, user.must_change_password = encoded, True
        await self._end_sessions(session, user)
        self._audit.add(session, viewer, AuditedAct.PASSWORD_CHANGED, f"user/{username}", "reset")
        return user

    async def change_own_password(
        self, session: AsyncSession, viewer: Viewer, encoded: str
    ) -> None:
        """Give the viewer another password and end their other sessions."""
        user = await session.get_one(UserRow, viewer.user_id)
        user.password_hash, user.must_change_password = encoded, False
        await self._end_sessions(session, user, but=viewer.session_id)
        self._audit.add(session, viewer, AuditedAct.PASSWORD_CHANGED, f"user/{user.username}")

    async def reset_codes(self, session: AsyncSession, viewer: Viewer, username: str) -> UserRow:
        """Take an account's codes away, when its authenticator is lost, and end its sessions."""
        user = await self._somebody_else(session, viewer, username)
        await forget_codes(session, user.id)
        await self._end_sessions(session, user)
        self._audit.add(session, viewer, AuditedAct.TOTP_CHANGED, f"user/{username}", "reset")
        return user

    async def forget_provider(
        self, session: AsyncSession, viewer: Viewer, username: str
    ) -> UserRow:
        """Let an account be signed in to by another person of the provider; its sessions end."""
        user = await self._somebody_else(session, viewer, username)
        user.oidc_subject = None
        await self._end_sessions(session, user)
        self._audit.add(
            session, viewer, AuditedAct.ACCOUNT_CHANGED, f"user/{username}", "provider forgotten"
        )
        return user

    async def grant(
        self, session: AsyncSession, viewer: Viewer, username: str, grant: Grant
    ) -> UserRow:
        """Grant a role; granting it again changes nothing.

        Raises:
            Refused: it would make one person two of the three administrators, or reach beyond
                the viewer.
            BadInput: an administrator for one managing unit alone.
        """
        user = await self._somebody_else(session, viewer, username)
        if not viewer.contains(grant):
            raise beyond_reach()
        granted = await grants_of(session, user.id)
        if grant.role is not None and grant.role.administers:
            _check_administrator(grant, granted)
        if grant not in granted:
            session.add(
                RoleGrantRow(user_id=user.id, role=grant.role, region=grant.region, unit=grant.unit)
            )
            await session.flush()
            self._audit.add(
                session, viewer, AuditedAct.GRANT_CHANGED, f"user/{username}", f"+ {_text(grant)}"
            )
            return user
        row = await session.get(RoleGrantRow, (user.id, grant.role, grant.region, grant.unit))
        if row is not None and row.source:
            # What came from the provider, and would go with it, is granted here from now on.
            row.source = ""
            self._audit.add(
                session, viewer, AuditedAct.GRANT_CHANGED, f"user/{username}", f"= {_text(grant)}"
            )
        return user

    async def revoke(
        self, session: AsyncSession, viewer: Viewer, username: str, grant: Grant
    ) -> UserRow:
        """Take a role back and end the account's sessions, which were begun with it.

        Raises:
            MissingPart: it was not granted.
        """
        user = await self._somebody_else(session, viewer, username)
        row = await session.get(RoleGrantRow, (user.id, grant.role, grant.region, grant.unit))
        if row is None:
            raise MissingPart(
                Bilingual("该账号没有这项授权", "the account was not granted this"),
                next_step=Bilingual("刷新后重试", "look at its grants again"),
            )
        await session.delete(row)
        await self._end_sessions(session, user)
        self._audit.add(
            session, viewer, AuditedAct.GRANT_CHANGED, f"user/{username}", f"- {_text(grant)}"
        )
        return user

    async def end_session(
        self, session: AsyncSession, viewer: Viewer, user: UserRow, session_id: str
    ) -> None:
        """End one session of an account.

        Raises:
            MissingPart: it has none of this id.
        """
        row = await session.get(SessionRow, session_id)
        if row is None or row.user_id != user.id:
            raise MissingPart(
                Bilingual("会话不存在或已结束", "there is no such session, or it is over")
            )
        await session.delete(row)
        self._audit.add(
            session,
            viewer,
            AuditedAct.SESSION_ENDED,
            f"session/{session_id}",
            f"user/{user.username}",
        )

    async def _somebody_else(self, session: AsyncSession, viewer: Viewer, username: str) -> UserRow:
        await self._still_there(session, viewer)
        user, _ = await self.get(session, viewer, username)
        if user.id == viewer.user_id:
            raise Refused(
                Bilingual("不能更改自己的账号", "nobody changes their own account"),
                next_step=Bilingual("请另一位安全管理员办理", "ask another security administrator"),
            )
        return user

    async def _still_there(self, session: AsyncSession, viewer: Viewer) -> None:
        """Refuse one whose session was ended after the call was let in.

        Else two administrators could disable each other in one moment, and nobody were left.
        """
        if viewer.user_id and await session.get(SessionRow, viewer.session_id) is None:
            raise Refused(
                Bilingual("会话已结束", "your session was ended"),
                next_step=Bilingual("请重新登录", "sign in again"),
            )

    async def _end_sessions(
        self, session: AsyncSession, user: UserRow, but: str | None = None
    ) -> None:
        await session.execute(
            delete(SessionRow).where(SessionRow.user_id == user.id, SessionRow.id != (but or ""))
        )


def _reaches(viewer: Viewer, user: UserRow, grants: tuple[Grant, ...]) -> bool:
    return viewer.contains(Grant(None, user.region)) and all(
        viewer.contains(grant) for grant in grants
    )


def _check_administrator(grant: Grant, granted: tuple[Grant, ...]) -> None:
    others = {one.role for one in granted if one.role is not None and one.role.administers}
    if others - {grant.role}:
        names = [one.label for one in Role if one in others]
        raise Refused(
            Bilingual(
                f"该账号已是{names[0].zh}，三员不得兼任",
                f"the account is {names[0].en} already; nobody is two of the three administrators",
            ),
            next_step=Bilingual("授予另一个人", "grant it to somebody else"),
        )
    if grant.unit != EVERY_UNIT:
        raise BadInput(
            Bilingual(
                "管理员不能限于一个管理单位", "an administrator is not for one managing unit alone"
            ),
            next_step=Bilingual("管理单位留空", "leave the managing unit empty"),
        )


def _text(grant: Grant) -> str:
    return f"{grant.role} region={grant.region or '*'} unit={grant.unit or '*'}"
