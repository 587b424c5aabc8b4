"""Accounts, for security administrators."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.password_rules import check_password
from command_center.accounts.viewer import Viewer
from command_center.api.account_forms import (
    GrantForm,
    NewUser,
    Nothing,
    PasswordReset,
    Reason,
    Username,
)
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import Once, TheOnce
from command_center.centre import Centre
from command_center.store.session_row import SessionRow
from command_center.store.user_row import UserRow
from command_center.views.session_view import SessionView
from command_center.views.task_view import TaskView
from command_center.views.user_view import GrantView, UserView
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1/users", tags=["users"], dependencies=[Depends(signed_in)])

TheUsername = Annotated[Username, Path()]
_PASSWORD = "password"  # noqa: S105
REFUSALS: dict[int | str, dict[str, object]] = {404: {}, 409: {}}


@router.get("")
async def users(viewer: TheViewer, centre: TheCentre) -> list[UserView]:
    """List the accounts that the caller administers, by name."""
    async with centre.database.read() as session:
        found = await centre.users.all(session, viewer)
        codes = await centre.second_factor.all_on(session)
    return [user_view(user, grants, codes=user.id in codes) for user, grants in found]


@router.post("", response_model=UserView, responses={409: {}})
async def create(
    form: NewUser, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Make an account; a password that was made for it is answered once."""
    check_region(centre, form.region)

    async def effect(session: AsyncSession, encoded: str) -> UserRow:
        return await centre.users.create(
            session, viewer, form.username, form.display_name, form.region, encoded
        )

    return await _with_password(centre, viewer, once, form.username, form.password, effect)


@router.get("/{username}", responses={404: {}})
async def one(username: TheUsername, viewer: TheViewer, centre: TheCentre) -> UserView:
    """Give one account."""
    async with centre.database.read() as session:
        return await _view(centre, session, viewer, username)


@router.post("/{username}/disable", response_model=UserView, responses=REFUSALS)
async def disable(
    username: TheUsername, form: Reason, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Let nobody in by an account any more; its sessions and open sockets end at once."""

    async def effect(session: AsyncSession) -> UserRow:
        return await centre.users.disable(session, viewer, username, form.reason)

    return await _change(centre, viewer, once, effect)


@router.post("/{username}/enable", response_model=UserView, responses=REFUSALS)
async def enable(
    username: TheUsername, form: Nothing, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Let an account in again."""

    async def effect(session: AsyncSession) -> UserRow:
        return await centre.users.enable(session, viewer, username)

    return await _change(centre, viewer, once, effect)


@router.post("/{username}/password", response_model=UserView, responses=REFUSALS)
async def reset_password(
    username: TheUsername,
    form: PasswordReset,
    viewer: TheViewer,
    centre: TheCentre,
    once: TheOnce,
) -> JSONResponse:
    """Give an account another password and end its sessions."""

    async def effect(session: AsyncSession, encoded: str) -> UserRow:
        return await centre.users.reset_password(session, viewer, username, encoded)

    return await _with_password(centre, viewer, once, username, form.password, effect)


@router.post("/{username}/totp/reset", response_model=UserView, responses=REFUSALS)
async def reset_codes(
    username: TheUsername, form: Nothing, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Take an account's codes away, when its authenticator is lost; its sessions end at once."""

    async def effect(session: AsyncSession) -> UserRow:
        return await centre.users.reset_codes(session, viewer, username)

    return await _change(centre, viewer, once, effect)


@router.post("/{username}/oidc/forget", response_model=UserView, responses=REFUSALS)
async def forget_provider(
    username: TheUsername, form: Nothing, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Forget which person of the provider an account is, when they were given another identity."""

    async def effect(session: AsyncSession) -> UserRow:
        return await centre.users.forget_provider(session, viewer, username)

    return await _change(centre, viewer, once, effect)


@router.post("/{username}/grants", response_model=UserView, responses=REFUSALS)
async def grant(
    username: TheUsername, form: GrantForm, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Grant a role in a region; nobody is two of the three administrators."""
    check_region(centre, form.region)

    async def effect(session: AsyncSession) -> UserRow:
        return await centre.users.grant(session, viewer, username, _grant(form))

    return await _change(centre, viewer, once, effect)


@router.post("/{username}/grants/revoke", response_model=UserView, responses=REFUSALS)
async def revoke(
    username: TheUsername, form: GrantForm, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Take a role back; the account's sessions end at once."""

    async def effect(session: AsyncSession) -> UserRow:
        return await centre.users.revoke(session, viewer, username, _grant(form))

    return await _change(centre, viewer, once, effect)


@router.get("/{username}/sessions", responses={404: {}})
async def sessions(
    username: TheUsername, viewer: TheViewer, centre: TheCentre
) -> list[SessionView]:
    """List an account's sessions, newest first."""
    async with centre.database.read() as session:
        user, _ = await centre.users.get(session, viewer, username)
        rows = await centre.sessions.of_user(session, user.id)
    return [session_view(row, viewer) for row in rows]


@router.delete(
    "/{username}/sessions/{session_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses={404: {}},
)
async def end_session(
    username: TheUsername,
    session_id: Annotated[Ulid, Path()],
    viewer: TheViewer,
    centre: TheCentre,
) -> None:
    """End a session; its open sockets end at once."""
    async with centre.database.write() as session:
        user, _ = await centre.users.get(session, viewer, username)
        await centre.users.end_session(session, viewer, user, session_id)
    centre.sessions.changed.wake()


def user_view(
    user: UserRow, grants: tuple[Grant, ...], *, codes: bool, password: str | None = None
) -> UserView:
    """Return an account as it is answered."""
    return UserView(
        username=user.username,
        display_name=user.display_name,
        region=user.region,
        disabled=user.disabled,
        created_at=user.created_at,
        grants=tuple(
            GrantView(role=grant.role, region=grant.region, unit=grant.unit)
            for grant in grants
            if grant.role is not None
        ),
        must_change_password=user.must_change_password,
        codes=codes,
        password=password,
    )


async def _view(
    centre: Centre,
    session: AsyncSession,
    viewer: Viewer,
    username: str,
    password: str | None = None,
) -> UserView:
    user, grants = await centre.users.get(session, viewer, username)
    codes = await centre.second_factor.is_on(session, user.id)
    return user_view(user, grants, codes=codes, password=password)


def session_view(row: SessionRow, viewer: Viewer) -> SessionView:
    """Return a session as it is answered."""
    return SessionView(
        id=row.id,
        purpose=row.purpose,
        address=row.address,
        created_at=row.created_at,
        expires_at=row.expires_at,
        current=row.id == viewer.session_id,
    )


def check_region(centre: Centre, region: str) -> None:
    """Refuse a region that the registry does not know: a slip would open nothing, silently.

    Raises:
        BadInput: it knows no such region and no camera under it.
    """
    if not centre.directory.current.knows_region(region):
        raise BadInput(
            Bilingual(f"台账中没有区划 {region}", f"the registry has no region {region}"),
            next_step=Bilingual("核对 12 位代码，或先登记该区划", "check its 12 digits"),
        )


def _grant(form: GrantForm) -> Grant:
    return Grant(form.role, form.region, form.unit)


async def _with_password(
    centre: Centre,
    viewer: Viewer,
    once: Once,
    username: str,
    password: str | None,
    effect: Callable[[AsyncSession, str], Awaitable[UserRow]],
) -> JSONResponse:
    once.with_secrets(_PASSWORD)
    if (former := await once.former()) is not None:
        return former
    if password is not None:
        check_password(password, username)
    made = None if password else secrets.token_urlsafe(12)
    # Before the transaction: the hash takes as long as hundreds of alerts.
    encoded = await centre.passwords.hash(password or made or "")

    async def with_hash(session: AsyncSession) -> UserRow:
        return await effect(session, encoded)

    return await _change(centre, viewer, once, with_hash, made)


async def _change(
    centre: Centre,
    viewer: Viewer,
    once: Once,
    effect: Callable[[AsyncSession], Awaitable[UserRow]],
    made: str | None = None,
) -> JSONResponse:
    async def change(session: AsyncSession) -> tuple[UserView, list[TaskView]]:
        user = await effect(session)
        return await _view(centre, session, viewer, user.username, made), []

    answer = await once.run(change)
    centre.sessions.changed.wake()
    return answer
