"""Sign-in, sign-out and who is signed in."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from command_center.accounts.rejection import Rejection
from command_center.accounts.sessions import LIFE
from command_center.accounts.signed_in import SignedIn
from command_center.accounts.tries import at_the_door
from command_center.api.account_forms import TypedCode
from command_center.api.guards import COOKIE, TheCentre, TheViewer, signed_in
from command_center.api.problem import Problem
from command_center.api.typed_text import TypedText
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
        code: What the authenticator shows, or a recovery code, where the account has codes.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    username: TypedText = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)
    purpose: TypedText = Field(min_length=1, max_length=200)
    code: TypedCode | None = None


@open_router.get("/health")
async def health() -> dict[str, str]:
    """Say that the centre answers, and nothing else."""
    return {"status": "ok"}


@open_router.post("/session", responses={401: {}, 429: {}})
async def sign_in(form: SignIn, request: Request, response: Response, centre: TheCentre) -> Me:
    """Sign in; the answer sets the cookie.

    It takes an ``Idempotency-Key`` like any POST but keeps nothing under it: the answer's cookie
    is a secret that is stored nowhere. Where the account has codes and none was sent, the answer is
    401 with ``"needs": "code"``.
    """
    address = address_of(request)
    tries = at_the_door(form.username, address)
    await centre.limiter.try_once(tries)
    begun = await centre.sessions.sign_in(
        form.username, form.password, form.purpose, address, form.code
    )
    if isinstance(begun, Rejection):
        if begun is Rejection.CODE_MISSING:
            # The first half of every sign-in with a code; nobody guessed wrong.
            await centre.limiter.take_back(tries)
            raise _refused(begun)
        await centre.limiter.failed(tries)
        if await centre.limiter.wait_s(tries) > 0:
            async with centre.database.write() as session:
                centre.audit.locked_out(session, form.username, address)
        raise _refused(begun)
    await centre.limiter.succeeded(tries)
    hand_over(begun, request, response)
    return begun.viewer.me()


def hand_over(begun: SignedIn, request: Request, response: Response) -> None:
    """Put a session's token into the answer's cookie."""
    response.set_cookie(
        COOKIE,
        begun.token,
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


def address_of(request: Request) -> str:
    """Return where a call comes from."""
    return request.client.host if request.client else ""


def _refused(why: Rejection) -> Problem:
    match why:
        case Rejection.CODE_MISSING:
            return Problem(
                HTTPStatus.UNAUTHORIZED,
                Bilingual("请输入动态验证码", "a code is needed, too"),
                next_step=Bilingual(
                    "输入验证器上的 6 位数字，或一个恢复码",
                    "type the 6 digits of your authenticator, or a recovery code",
                ),
                extra={"needs": "code"},
            )
        case Rejection.CODE_WRONG:
            return Problem(
                HTTPStatus.UNAUTHORIZED,
                Bilingual("验证码不正确或已用过", "the code is wrong, or was used before"),
                next_step=Bilingual("等待下一个验证码", "wait for the next one"),
                extra={"needs": "code"},
            )
        case Rejection.WRONG:
            return Problem(
                HTTPStatus.UNAUTHORIZED,
                Bilingual("用户名或密码不正确", "the user name or the password is wrong"),
                next_step=Bilingual("请检查后重试", "check both and try again"),
            )


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
