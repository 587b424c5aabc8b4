"""No call may send more than a few megabytes."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from command_center.api.problem import problem_answer
from command_center.evidence.evidence_format import MAX_EVIDENCE_BYTES
from command_center.registry.sheets.limits import MAX_FILE_BYTES
from sharp_eyes.bilingual import Bilingual

MAX_BODY_BYTES = 2 * 1024 * 1024 + 64 * 1024
"""What people and nodes send, stills and forms, is smaller."""
MAX_EVIDENCE_BODY_BYTES = MAX_EVIDENCE_BYTES + 64 * 1024
MAX_SHEET_BODY_BYTES = MAX_FILE_BYTES + 64 * 1024
_SHEETS = "/api/v1/registry/sheets"
"""Where spreadsheets come, from operators who are signed in."""
_EVIDENCE = "/api/v1/node/evidence/"
"""Where clips come, from nodes alone: they are known before a byte of the body is read."""


class BodyLimit:
    """Refuses bodies that say they are too large, and cuts off those that turn out to be.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _limit(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            refusal = problem_answer(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                Bilingual("请求内容过大", f"the body is larger than {limit} bytes"),
            )
            await refusal(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, counted, send)


def _limit(path: str) -> int:
    if path.startswith(_EVIDENCE):
        return MAX_EVIDENCE_BODY_BYTES
    return MAX_SHEET_BODY_BYTES if path.startswith(_SHEETS) else MAX_BODY_BYTES
