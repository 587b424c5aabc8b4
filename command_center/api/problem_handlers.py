"""Turns every error into a problem."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from command_center.api.problem import answer, problem_answer, status_of
from command_center.model_words import words_of
from command_center.store.store_busy import StoreBusy
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError

_log = structlog.get_logger(__name__)

_STATUS_ZH = {
    HTTPStatus.NOT_FOUND: "没有这个地址",
    HTTPStatus.METHOD_NOT_ALLOWED: "此地址不支持该操作",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "请求内容过大",
    HTTPStatus.BAD_REQUEST: "请求无法读取",
}


def install(app: FastAPI) -> None:
    """Add the handlers to an application."""
    app.add_exception_handler(SharpEyesError, _on_purpose)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _defect)


async def _on_purpose(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SharpEyesError)  # noqa: S101
    # A busy store is logged once, where it is noticed, and not for each call.
    if status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, StoreBusy):
        _log.error("call failed", reason=str(error))
    return answer(error)


async def _bad_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    # The fields and the reasons; never what was typed, which may be a password.
    said = [
        (".".join(str(part) for part in one["loc"]), words_of(one)[1]) for one in error.errors()
    ]
    faults = Bilingual(
        "；".join(f"{where}：{reason.zh}" for where, reason in said),
        "; ".join(f"{where}: {reason.en}" for where, reason in said),
    )
    return problem_answer(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Bilingual(f"请求有误：{faults.zh}", f"bad request: {faults.en}"),
    )


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    return problem_answer(
        status,
        Bilingual(_STATUS_ZH.get(status, status.phrase), str(error.detail)),
        headers=dict(error.headers) if error.headers else None,
    )


async def _defect(request: Request, error: Exception) -> Response:
    _log.error("defect", path=request.url.path, exc_info=error)
    return problem_answer(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Bilingual("服务内部错误，已记入日志", "an internal error; it stands in the centre's log"),
    )
