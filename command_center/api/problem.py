"""Errors as ``application/problem+json`` (RFC 9457), in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse

from command_center.accounts.owed import Owed
from command_center.accounts.tries_locked import TriesLocked
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import (
    BadInput,
    MissingPart,
    Refused,
    SharpEyesError,
    TryAgain,
)

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_S = "5"
"""After how many seconds a call that came at a bad moment may come again (RFC 9110, 10.2.3)."""


class Problem(SharpEyesError):
    """An error with a status of its own.

    Args:
        status: HTTP status.
        message: What went wrong.
        next_step: What the caller can do.
        extra: Members added to the answer as JSON, for example ``status`` of a picture.
        headers: Added to the answer.
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: Bilingual,
        *,
        next_step: Bilingual | None = None,
        extra: Mapping[str, object] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.status = status
        self.extra: Mapping[str, object] = extra or {}
        self.headers = headers or {}


def not_signed_in() -> Problem:
    """Return the error of a call without a valid session."""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        Bilingual("未登录或会话已过期", "not signed in, or the session is over"),
        next_step=Bilingual("请重新登录", "sign in again"),
    )


def forbidden(message: Bilingual, next_step: Bilingual) -> Problem:
    """Return the error of a call that is not allowed."""
    return Problem(HTTPStatus.FORBIDDEN, message, next_step=next_step)


def not_allowed() -> Problem:
    """Return the error of a call that none of the caller's roles may make."""
    return forbidden(
        Bilingual("您的角色不能进行此操作", "none of your roles may do this"),
        Bilingual("请联系安全管理员", "ask the security administrator"),
    )


def first_of_all(owed: Owed) -> Problem:
    """Return the error of a call by somebody who has to do something else first."""
    message, step = _OWED[owed]
    return Problem(HTTPStatus.FORBIDDEN, message, next_step=step, extra={"owes": owed.value})


_OWED = {
    Owed.PASSWORD: (
        Bilingual("口令由他人设置，须先修改", "somebody else knows your password"),
        Bilingual("在“本人账号”页面修改口令", "change it on the page of your account"),
    ),
    Owed.TOTP: (
        Bilingual("管理员须先启用动态验证码", "administrators have to sign in with codes"),
        Bilingual("在“本人账号”页面设置", "set them up on the page of your account"),
    ),
}


def no_such_address() -> Problem:
    """Return the error of a call that there is not, or that nobody was given."""
    return Problem(HTTPStatus.NOT_FOUND, Bilingual("没有这个地址", "there is no such address"))


def not_found(what: Bilingual) -> Problem:
    """Return the error of a thing that is not there, or not the caller's to see."""
    return Problem(
        HTTPStatus.NOT_FOUND,
        Bilingual(
            f"{what.zh}不存在，或不在您的辖区内", f"there is no such {what.en} in your regions"
        ),
        next_step=Bilingual("刷新页面后重试", "reload the page and try again"),
    )


def conflict(message: Bilingual, next_step: Bilingual | None = None) -> Problem:
    """Return the error of a call that the present state forbids."""
    return Problem(HTTPStatus.CONFLICT, message, next_step=next_step)


def status_of(error: SharpEyesError) -> HTTPStatus:
    """Return the HTTP status of an error raised on purpose."""
    match error:
        case Problem():
            return error.status
        case BadInput():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case Refused():
            return HTTPStatus.CONFLICT
        case MissingPart():
            return HTTPStatus.NOT_FOUND
        case TriesLocked():
            return HTTPStatus.TOO_MANY_REQUESTS
        case TryAgain():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


def answer(error: SharpEyesError) -> JSONResponse:
    """Return an error as an HTTP answer."""
    problem = error if isinstance(error, Problem) else None
    message, step = error.message, error.next_step
    headers = problem.headers if problem else {}
    if isinstance(error, TriesLocked):
        headers = {"Retry-After": str(error.wait_s)}
    elif isinstance(error, TryAgain):
        headers = {"Retry-After": RETRY_AFTER_S}
    return problem_answer(
        status_of(error),
        Bilingual(
            message.zh + (f"：{step.zh}" if step else ""),
            message.en + (f": {step.en}" if step else ""),
        ),
        extra=problem.extra if problem else {},
        headers=headers,
    )


def problem_answer(
    status: HTTPStatus,
    detail: Bilingual,
    *,
    extra: Mapping[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Return a problem as an HTTP answer; ``extra`` may name the status of what was asked for."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail.en,
        "detail_zh": detail.zh,
    }
    return JSONResponse(
        body | dict(extra or {}), status_code=status, media_type=PROBLEM_TYPE, headers=headers
    )
