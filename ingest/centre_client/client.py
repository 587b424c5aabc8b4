"""The calls of a node to its centre (contracts C7, C10, C11)."""

from __future__ import annotations

import asyncio
from types import TracebackType

import httpx
from pydantic import TypeAdapter, ValidationError

from ingest.centre_client.centre_address import where_is
from ingest.centre_client.centre_http import centre_http
from ingest.centre_client.errors import (
    CentreAnswerUnreadable,
    CentreRefuses,
    CentreRejects,
    CentreUnreachable,
    ShardTakenOver,
)
from ingest.centre_client.open_incident import OpenIncident
from sharp_eyes.alert.incident import Incident
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.node.dead_letter_orders import DeadLetterOrders
from sharp_eyes.node.dead_letter_report import DeadLetterReport
from sharp_eyes.node.shard_registry import ShardRegistry

MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""A registry of 500 cameras takes about 1 MiB; beyond this it is no answer to us."""

_CLIP_TIMEOUT_S = 60.0
"""For a clip: 4 MiB over a line of 1 Mbit/s take 34 s, and nothing waits for it."""
_INCIDENTS = TypeAdapter(list[OpenIncident])
_PICTURE_FAULTS = frozenset({400, 413, 415, 422})
_RETRY_STATUSES = frozenset({408, 425, 429})


class CentreClient:
    """One HTTP client for all calls; an asynchronous context manager.

    Args:
        address: ``http://host:port`` or ``https://…`` of the centre.
        token: The node's bearer token.
        timeout_s: Limit for a whole call.
        transport: For tests.

    Raises:
        BadInput: the address is no HTTP address.
    """

    def __init__(
        self,
        address: str,
        token: str,
        *,
        timeout_s: float = 5.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._where = where_is(address)
        self._timeout_s = timeout_s
        self._http = centre_http(
            address, token, timeout_s=timeout_s, connections=16, transport=transport
        )

    async def __aenter__(self) -> CentreClient:
        """Return itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def grant(self, shard: str) -> ShardRegistry:
        """Ask for the shard: a new, higher epoch, and its cameras.

        Raises:
            TryAgain: the centre does not answer, or nothing readable.
            Refused: the token is not accepted.
            BadInput: there is no such shard.
        """
        call = f"/api/v1/node/shards/{shard}/grant"
        return self._registry(call, await self._call("POST", call))

    async def cameras(self, shard: str, after: int) -> ShardRegistry | None:
        """Ask for the shard's cameras if there is a newer revision; none when there is not.

        Raises:
            ShardTakenOver: another node has the shard.
            TryAgain, Refused, BadInput: as ``grant``.
        """
        call = f"/api/v1/node/shards/{shard}/cameras"
        answer = await self._call("GET", call, params={"after": str(after)})
        return (
            None if answer.status_code == httpx.codes.NO_CONTENT else self._registry(call, answer)
        )

    async def open_incidents(self, shard: str) -> list[Incident]:
        """Ask which incidents of the shard the centre has open.

        Raises:
            TryAgain, Refused, BadInput: as ``grant``.
        """
        call = f"/api/v1/node/shards/{shard}/incidents"
        answer = await self._call("GET", call)
        try:
            return [one.incident() for one in _INCIDENTS.validate_json(answer.content)]
        except ValidationError as error:
            raise self._unreadable(call, error) from error

    async def dead_letters(self, shard: str, report: DeadLetterReport) -> DeadLetterOrders:
        """Tell what the shard keeps of refused alerts; learn what people have decided about it.

        Raises:
            TryAgain, Refused, BadInput: as ``grant``.
        """
        call = f"/api/v1/node/shards/{shard}/dead-letters"
        answer = await self._call(
            "PUT",
            call,
            content=report.model_dump_json().encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            return DeadLetterOrders.model_validate_json(answer.content)
        except ValidationError as error:
            raise self._unreadable(call, error) from error

    async def put_evidence(self, picture: Picture) -> None:
        """Hand a picture over; when this returns the centre has it.

        Raises:
            TryAgain: not now.
            Refused: the token is not accepted.
            BadInput: the centre will never take it.
        """
        try:
            await self._call(
                "PUT",
                f"/api/v1/node/evidence/{picture.sha256}",
                content=picture.data,
                headers={"Content-Type": picture.media_type},
                timeout_s=_CLIP_TIMEOUT_S if picture.is_clip else None,
            )
        except CentreRejects as error:
            # Only what is wrong with the picture itself is for ever; a path that is not there is
            # a centre of another version, or something else at its address.
            if error.status in _PICTURE_FAULTS:
                raise
            raise CentreUnreachable(self._where, f"HTTP {error.status}") from error

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> httpx.Response:
        try:
            answer = await self._exchange(
                method, path, params, content, headers, timeout_s or self._timeout_s
            )
        except (httpx.HTTPError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise CentreUnreachable(self._where, reason) from error
        status = answer.status_code
        if answer.is_success:
            return answer
        if status in (401, 403):
            raise CentreRefuses(self._where, status)
        if status == httpx.codes.CONFLICT:
            raise ShardTakenOver(self._where, _reason(answer))
        if answer.is_server_error or status in _RETRY_STATUSES:
            raise CentreUnreachable(self._where, f"HTTP {status}")
        raise CentreRejects(self._where, f"{method} {path}", status, _reason(answer))

    async def _exchange(
        self,
        method: str,
        path: str,
        params: dict[str, str] | None,
        content: bytes | None,
        headers: dict[str, str] | None,
        timeout_s: float,
    ) -> httpx.Response:
        # httpx limits each read alone: a centre that drips bytes would hold us for ever.
        async with (
            asyncio.timeout(timeout_s),
            self._http.stream(
                method, path, params=params, content=content, headers=headers
            ) as stream,
        ):
            body = bytearray()
            async for part in stream.aiter_bytes():
                body += part
                if len(body) > MAX_ANSWER_BYTES:
                    raise CentreAnswerUnreadable(self._where, f"{method} {path}", "it is too long")
            # The body is read decoded, so the headers that tell of its coding go no further.
            kept = {"Content-Type": stream.headers.get("Content-Type", "")}
            return httpx.Response(stream.status_code, headers=kept, content=bytes(body))

    def _registry(self, call: str, answer: httpx.Response) -> ShardRegistry:
        try:
            return ShardRegistry.model_validate_json(answer.content)
        except ValidationError as error:
            raise self._unreadable(call, error) from error

    def _unreadable(self, call: str, error: ValidationError) -> CentreAnswerUnreadable:
        # Inputs stay out of the text: they may hold passwords.
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return CentreAnswerUnreadable(self._where, call, f"{where}: {first['msg']}")


def _reason(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return answer.reason_phrase
    detail = problem.get("detail") if isinstance(problem, dict) else None
    return str(detail)[:300] if detail else answer.reason_phrase
