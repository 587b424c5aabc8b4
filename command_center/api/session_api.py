"""Sign-in, sign-out and who is signed in."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from command_center.accounts.sessions import LIFE
from command_center.api.guards import COOKIE, TheCentre, TheViewer, signed_in
from command_center.api.lock_out import refuse_while_locked
from command_center.api.problem import Problem
from command_center.views.me import Me
from sharp_eyes.bilingual import Bilingual

open_router = APIRouter(prefix="/api/v1", tags=["session"])
"""The two calls that are open to all."""

router = APIRouter(prefix="/api/v1", tags=["session"], dependencies=[Depends(signed_in)])


class SignIn(BaseModel):
    """What is typed at sign-in.

    Attributes:
        username: Name.
        password: Password.
        purpose: What the session is for; every look at a picture is written down with it.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)
    purpose: str = Field(min_length=1, max_length=200)


@open_router.get("/health")
async def health() -> dict[str, str]:
    """Say that the centre answers, and nothing else."""
    return {"status": "ok"}


@open_router.post("/session", responses={401: {}, 429: {}})
async def sign_in(form: SignIn, request: Request, response: Response, centre: TheCentre) -> Me:
    """Sign in; the answer sets the cookie.

    It takes an ``Idempotency-Key`` like any POST but keeps nothing under it: the answer's cookie
    is a secret that is stored nowhere.
    """
    address = request.client.host if request.client else ""
    refuse_while_locked(centre, form.username, address)
    # Counted before the answer is known, so that many tries at once do not slip through.
    centre.limiter.failed(form.username, address)
    begun = await centre.sessions.sign_in(form.username, form.password, form.purpose, address)
    if begun is None:
        if centre.limiter.wait_s(form.username, address) > 0:
            async with centre.database.write() as session:
                centre.audit.locked_out(session, form.username, address)
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            Bilingual("用户名或密码不正确", "the user name or the password is wrong"),
            next_step=Bilingual("请检查后重试", "check both and try again"),
        )
    centre.limiter.succeeded(form.username, address)
    token, viewer = begun
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    return viewer.me()


@router.get("/session")
async def who(viewer: TheViewer) -> Me:
    """Say who is signed in."""
    return viewer.me()


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT)
async def sign_out(viewer: TheViewer, centre: TheCentre, response: Response) -> None:
    """Sign out."""
    await centre.sessions.sign_out(viewer)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> dict[str, object]:
    """Describe the interface."""
    described: dict[str, object] = request.app.openapi()
    return described
