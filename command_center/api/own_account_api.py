"""What everybody signed in may do to their own account."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.password_rules import check_password
from command_center.accounts.tries import at_the_door
from command_center.accounts.viewer import Viewer
from command_center.api.account_forms import OwnPassword
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import forbidden
from command_center.api.session_api import address_of
from command_center.api.user_api import session_view
from command_center.centre import Centre
from command_center.store.user_row import UserRow
from command_center.views.me import Me
from command_center.views.session_view import SessionView
from command_center.views.task_view import TaskView
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1/me", tags=["session"], dependencies=[Depends(signed_in)])


@router.get("/sessions")
async def sessions(viewer: TheViewer, centre: TheCentre) -> list[SessionView]:
    """List the caller's own sessions, newest first."""
    async with centre.database.read() as session:
        rows = await centre.sessions.of_user(session, viewer.user_id)
    return [session_view(row, viewer) for row in rows]


@router.delete("/sessions/{session_id}", status_code=HTTPStatus.NO_CONTENT, responses={404: {}})
async def end_session(
    session_id: Annotated[Ulid, Path()], viewer: TheViewer, centre: TheCentre
) -> None:
    """End one of the caller's own sessions; its open sockets end at once."""
    async with centre.database.write() as session:
        user = await session.get_one(UserRow, viewer.user_id)
        await centre.users.end_session(session, viewer, user, session_id)
    centre.sessions.changed.wake()


async def check_own_password(
    password: str, request: Request, viewer: Viewer, centre: Centre
) -> None:
    """Refuse whoever does not know the caller's password: a page left alone, for example.

    Raises:
        Problem: 403, it is wrong.
        TriesLocked: it was wrong too often.
    """
    tries = at_the_door(viewer.username, address_of(request))
    await centre.limiter.try_once(tries)
    async with centre.database.read() as session:
        user = await session.get_one(UserRow, viewer.user_id)
    if not await centre.passwords.matches(user.password_hash, password):
        await centre.limiter.failed(tries)
        raise forbidden(
            Bilingual("原口令不正确", "the present password is wrong"),
            Bilingual("请检查后重试", "check it and try again"),
        )
    await centre.limiter.succeeded(tries)


@router.post("/password", response_model=Me, responses={403: {}, 429: {}})
async def change_password(
    form: OwnPassword, request: Request, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Change one's own password; all other sessions of the account end at once."""
    once.with_secrets()
    if (former := await once.former()) is not None:
        return former
    await check_own_password(form.old, request, viewer, centre)
    check_password(form.new, viewer.username)
    if form.new == form.old:
        raise BadInput(Bilingual("新口令与原口令相同", "the new password is the present one"))
    encoded = await centre.passwords.hash(form.new)

    async def effect(session: AsyncSession) -> tuple[Me, list[TaskView]]:
        await centre.users.change_own_password(session, viewer, encoded)
        now = await centre.sessions.within(session, viewer.session_id)
        return (now or viewer).me(), []

    answer = await once.run(effect)
    centre.sessions.changed.wake()
    return answer
