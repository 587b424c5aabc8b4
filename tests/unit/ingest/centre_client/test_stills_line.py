"""Stills by one line that stays open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from ingest.centre_client.stills_line import NOT_AGAIN_WITHIN_S, StillsLine
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import ManualClock
from sharp_eyes.errors import BadInput, Refused, TryAgain
from sharp_eyes.node.still_message import StillAnswer, StillMessage

CAMERA = "37049901001326000001"
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)

Answering = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def centre(
    answering: Answering, refuse: HTTPStatus | None = None, to: str = ""
) -> AsyncIterator[tuple[str, list[str]]]:
    """A centre's line; yields its address and the tokens it saw."""
    tokens: list[str] = []

    def look(line: ServerConnection, request: Request) -> Response | None:
        tokens.append(request.headers.get("Authorization", ""))
        if refuse is None:
            return None
        answer = line.respond(refuse, "")
        if to:
            answer.headers["Location"] = to
        return answer

    async with serve(answering, "127.0.0.1", 0, process_request=look) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}", tokens


def line(address: str, clock: ManualClock | None = None, timeout_s: float = 20) -> StillsLine:
    return StillsLine(address, "hidden-0815", clock or ManualClock(AT), timeout_s=timeout_s)


async def put(sink: StillsLine, camera: str = CAMERA, jpeg: bytes = b"jpeg") -> bool:
    return await sink.put_still(camera, jpeg, AT, TimeSource.ARRIVAL)


async def test_a_still_tells_its_time_and_learns_whether_anybody_looks() -> None:
    seen: list[tuple[StillMessage, bytes]] = []

    async def answering(peer: ServerConnection) -> None:
        async for message in peer:
            assert isinstance(message, bytes)
            said, jpeg = StillMessage.taken_apart(message)
            seen.append((said, jpeg))
            answer = StillAnswer(number=said.number, wanted=len(seen) == 1)
            await peer.send(answer.model_dump_json())

    async with centre(answering) as (address, tokens), line(address) as sink:
        assert await put(sink)
        assert not await put(sink)
    assert tokens == ["Bearer hidden-0815"], "one line for both"
    said, jpeg = seen[0]
    assert (said.camera, said.captured_at, said.time_source) == (CAMERA, AT, TimeSource.ARRIVAL)
    assert jpeg == b"jpeg"


async def test_answers_find_their_stills_in_any_order() -> None:
    async def backwards(peer: ServerConnection) -> None:
        said = []
        for _ in range(3):
            message = await peer.recv()
            assert isinstance(message, bytes)
            said.append(StillMessage.taken_apart(message)[0])
        for one in reversed(said):
            wanted = one.camera.endswith("2")
            await peer.send(StillAnswer(number=one.number, wanted=wanted).model_dump_json())
        await peer.wait_closed()

    async with centre(backwards) as (address, _), line(address) as sink:
        cameras = [f"3704990100132600000{number}" for number in (1, 2, 3)]
        answers = await asyncio.gather(*(put(sink, camera) for camera in cameras))
    assert answers == [False, True, False]


async def test_what_the_centre_will_never_take_is_said_so() -> None:
    async def answering(peer: ServerConnection) -> None:
        await peer.recv()
        await peer.send(StillAnswer(number=1, refused="not a JPEG").model_dump_json())
        await peer.wait_closed()

    async with centre(answering) as (address, _), line(address) as sink:
        with pytest.raises(BadInput, match="not a JPEG"):
            await put(sink)


async def test_a_line_that_broke_is_opened_again_by_the_next_still() -> None:
    lines = 0

    async def answering(peer: ServerConnection) -> None:
        nonlocal lines
        lines += 1
        message = await peer.recv()
        assert isinstance(message, bytes)
        if lines == 1:
            await peer.close()
            return
        number = StillMessage.taken_apart(message)[0].number
        await peer.send(StillAnswer(number=number).model_dump_json())
        await peer.wait_closed()

    async with centre(answering) as (address, _), line(address) as sink:
        with pytest.raises(TryAgain):
            await put(sink)
        assert await put(sink)
    assert lines == 2


@pytest.mark.parametrize("answer", ["rubbish", "{}", b"\x00", "[" * 5000])
async def test_an_answer_that_cannot_be_read_ends_the_line_and_shows_no_secret(
    answer: str | bytes,
) -> None:
    async def answering(peer: ServerConnection) -> None:
        await peer.recv()
        await peer.send(answer)
        await peer.wait_closed()

    async with centre(answering) as (address, _), line(address) as sink:
        with pytest.raises(TryAgain) as caught:
            await put(sink)
    assert "hidden-0815" not in str(caught.value)


async def test_a_centre_that_never_answers_is_left_after_the_limit() -> None:
    async def silent(peer: ServerConnection) -> None:
        await peer.wait_closed()

    async with centre(silent) as (address, _), line(address, timeout_s=0.2) as sink:
        with pytest.raises(TryAgain):
            await put(sink)


async def test_a_line_that_cannot_be_opened_is_not_tried_again_for_every_still() -> None:
    async def never(peer: ServerConnection) -> None:
        raise AssertionError

    clock = ManualClock(AT)
    async with (
        centre(never, HTTPStatus.FORBIDDEN) as (address, tokens),
        line(address, clock) as sink,
    ):
        with pytest.raises(Refused):
            await put(sink)
        for _ in range(3):
            with pytest.raises(TryAgain):
                await put(sink)
        assert len(tokens) == 1
        clock.advance(NOT_AGAIN_WITHIN_S)
        with pytest.raises(Refused):
            await put(sink)
        assert len(tokens) == 2


async def test_no_redirect_carries_the_token_elsewhere() -> None:
    async def never(peer: ServerConnection) -> None:
        raise AssertionError

    async with (
        centre(never) as (other, stolen),
        centre(never, HTTPStatus.FOUND, f"{other.replace('http', 'ws')}/x") as (address, _),
        line(address) as sink,
    ):
        with pytest.raises(TryAgain):
            await put(sink)
        assert stolen == []


@pytest.mark.parametrize("address", ["", "centre:8000", "ftp://centre", "http://"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(BadInput, match="http://host:port"):
        line(address)
