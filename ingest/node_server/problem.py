"""Errors as ``application/problem+json`` (RFC 9457), in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError

PROBLEM_TYPE = "application/problem+json"


class Problem(SharpEyesError):
    """An error with an HTTP status of its own.

    Args:
        status: HTTP status.
        message: What went wrong.
        next_step: What the caller can do.
        headers: Added to the answer.
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: Bilingual,
        *,
        next_step: Bilingual | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.status = status
        self.headers = dict(headers or {})

    @classmethod
    def of(
        cls, status: HTTPStatus, error: SharpEyesError, headers: Mapping[str, str] | None = None
    ) -> Problem:
        """Give an error of ours a status."""
        return cls(status, error.message, next_step=error.next_step, headers=headers)

    def response(self) -> Response:
        """Return the answer; its members are those of the centre's errors."""
        body: dict[str, object] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.message.en,
            "detail_zh": self.message.zh,
        }
        if self.next_step is not None:
            body["next_step"] = self.next_step.en
            body["next_step_zh"] = self.next_step.zh
        return Response(
            json.dumps(body, ensure_ascii=False).encode(),
            int(self.status),
            {**self.headers, "Cache-Control": "no-store"},
            PROBLEM_TYPE,
        )
