"""A node's calls for tasks of finding cameras."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

import httpx
from pydantic import ValidationError

from ingest.centre_client.centre_address import where_is
from ingest.centre_client.centre_http import centre_http
from ingest.centre_client.errors import (
    CentreAnswerUnreadable,
    CentreRefuses,
    CentreRejects,
    CentreUnreachable,
)
from ingest.finding.node.outcome import Outcome
from sharp_eyes.finding.finding_job import FindingJob

WAIT_S = 25.0
"""How long the centre may keep a call for tasks open."""
CALL_TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 1024 * 1024
_PATH = "/api/v1/node/finding"


class FindingLine:
    """Asks the centre for tasks and hands answers over; an async context manager.

    Args:
        address: ``http://host:port`` or ``https://…`` of the centre.
        token: The node's bearer token.
        wait_s: How long a call for tasks may stay open.
        transport: For tests.

    Raises:
        BadInput: the address is no HTTP address.
    """

    def __init__(
        self,
        address: str,
        token: str,
        *,
        wait_s: float = WAIT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._where = where_is(address)
        self._wait_s = wait_s
        self._http = centre_http(
            address, token, timeout_s=CALL_TIMEOUT_S + wait_s, connections=2, transport=transport
        )

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._http.aclose()

    async def next(self) -> FindingJob | None:
        """Wait for a task; none when there was none for a while.

        Raises:
            TryAgain: the centre does not answer, or nothing readable.
            Refused: the token is not accepted.
            BadInput: the centre knows no such call.
        """
        path = f"{_PATH}/next"
        status, body = await self._call("POST", f"{path}?wait_s={self._wait_s:g}")
        if status == httpx.codes.NO_CONTENT:
            return None
        try:
            return FindingJob.model_validate_json(body)
        except ValidationError as error:
            # Inputs stay out of the text: there is a password among them.
            raise CentreAnswerUnreadable(self._where, path, "it is no task") from error

    async def answer(self, job: FindingJob, outcome: Outcome) -> None:
        """Hand an answer over, its still first.

        Raises:
            TryAgain, Refused, BadInput: as ``next``; BadInput also where nobody waits any more.
        """
        if outcome.still:
            await self._call("PUT", f"{_PATH}/{job.id}/still", outcome.still, "image/jpeg")
        body = outcome.answer.model_dump_json(exclude_none=True).encode()
        await self._call("PUT", f"{_PATH}/{job.id}/answer", body, "application/json")

    async def _call(
        self, method: str, path: str, content: bytes | None = None, media_type: str = ""
    ) -> tuple[int, bytes]:
        headers = {"Content-Type": media_type} if media_type else {}
        try:
            async with (
                asyncio.timeout(self._wait_s + CALL_TIMEOUT_S),
                self._http.stream(method, path, content=content, headers=headers) as answer,
            ):
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > MAX_ANSWER_BYTES:
                        raise CentreAnswerUnreadable(self._where, path, "it is too long")
        except (httpx.HTTPError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise CentreUnreachable(self._where, reason) from error
        status = answer.status_code
        if answer.is_success:
            return status, bytes(body)
        if status in (401, 403):
            raise CentreRefuses(self._where, status)
        if answer.is_server_error:
            raise CentreUnreachable(self._where, f"HTTP {status}")
        raise CentreRejects(self._where, f"{method} {path}", status, answer.reason_phrase)
