"""How long a connection is kept for the answer to TEARDOWN, and that it is closed in the end."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Sequence

import pytest

from ingest.rtsp import rtsp_exchange
from ingest.rtsp.authenticator import Authenticator
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.rtsp_exchange import RtspExchange
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.session_header import SessionHeader

URI = "rtsp://camera/live"
MEDIA = b"$\x00\x00\x10" + bytes(range(16))
ANSWER = b"RTSP/1.0 200 OK\r\nServer: x\r\nCSeq: 1\r\nSession: 7\r\n\r\n"
OTHER = ANSWER.replace(b"CSeq: 1", b"CSeq: 11")
SECOND = ANSWER.replace(b"CSeq: 1", b"CSeq: 2")


def challenge(cseq: int, nonce: str = "fresh") -> bytes:
    return (
        f"RTSP/1.0 401 Unauthorized\r\nCSeq: {cseq}\r\n"
        f'WWW-Authenticate: Digest realm="r", nonce="{nonce}", stale=true\r\n\r\n'
    ).encode()


class Scripted:
    """A connection from which pieces come; an error is raised, and after the last nothing comes."""

    def __init__(self, *pieces: bytes | OSError, breaks: bool = False) -> None:
        self.pieces: list[bytes | OSError] = list(pieces)
        self.sent = b""
        self.waiting = asyncio.Event()
        self.closed = False
        self._breaks = breaks

    @property
    def raw_socket(self) -> socket.socket | None:
        return None

    async def send(self, data: bytes) -> None:
        if self._breaks:
            raise BrokenPipeError
        self.sent += data

    async def receive(self) -> bytes:
        if not self.pieces:
            self.waiting.set()
            await asyncio.Event().wait()
        piece = self.pieces.pop(0)
        if isinstance(piece, OSError):
            raise piece
        return piece

    def send_now(self, data: bytes) -> None:
        raise AssertionError("who leaves can wait")

    def close(self) -> None:
        self.closed = True


def exchange(
    connection: Scripted, *, in_session: bool = True, credentials: Credentials | None = None
) -> RtspExchange:
    made = RtspExchange(
        RtspUrl.parse(URI)[0], connection, Authenticator(credentials, lambda: "n"), RtspSettings()
    )
    made.session = SessionHeader.parse("7;timeout=60") if in_session else None
    return made


@pytest.mark.parametrize(
    "pieces",
    [
        [ANSWER],
        [MEDIA * 9, MEDIA + ANSWER + MEDIA],
        [MEDIA[:7] + ANSWER[:20], ANSWER[20:]],
        [ANSWER.replace(b"CSeq: ", b"cseq:")],
        # What answers a sign of life says nothing of TEARDOWN.
        [OTHER, MEDIA + ANSWER],
        [MEDIA, b""],
        [MEDIA, ConnectionResetError()],
    ],
)
async def test_what_comes_is_thrown_away_up_to_the_answer_or_the_end(
    pieces: Sequence[bytes | OSError],
) -> None:
    connection = Scripted(*pieces, MEDIA)
    async with asyncio.timeout(20):
        await exchange(connection).leave(URI)
    assert connection.sent.startswith(b"TEARDOWN rtsp://camera/live RTSP/1.0\r\nCSeq: 1\r\n")
    assert connection.pieces == [MEDIA]
    assert connection.closed


@pytest.mark.parametrize(
    "pieces",
    [
        [challenge(1), SECOND, MEDIA],
        [MEDIA * 50, MEDIA[:9] + challenge(1) + MEDIA * 50, MEDIA + SECOND + MEDIA, MEDIA],
        [challenge(1)[:40], challenge(1)[40:60] + MEDIA[:0], challenge(1)[60:], SECOND, MEDIA],
        # One challenge is met; a second one is where it ends.
        [challenge(1), challenge(2, "fresher"), MEDIA],
    ],
)
async def test_a_nonce_that_ran_out_is_renewed_once_so_that_the_camera_lets_us_go(
    pieces: Sequence[bytes],
) -> None:
    connection = Scripted(*pieces)
    leaving = exchange(connection, credentials=Credentials("admin", "x"))
    leaving.authenticator.challenged(['Digest realm="r", nonce="old"'], answered=False)
    async with asyncio.timeout(20):
        await leaving.leave(URI)
    sent = [piece.decode() for piece in connection.sent.split(b"TEARDOWN ")[1:]]
    said = [re.findall(r'CSeq: (\d+)|nonce="(\w+)"', piece) for piece in sent]
    assert said == [[("1", ""), ("", "old")], [("2", ""), ("", "fresh")]]
    assert (connection.pieces, connection.closed) == ([MEDIA], True)


async def test_a_challenge_that_we_cannot_meet_is_not_answered() -> None:
    connection = Scripted(challenge(1), MEDIA)
    async with asyncio.timeout(20):
        await exchange(connection).leave(URI)
    assert connection.sent.count(b"TEARDOWN") == 1
    assert connection.closed


@pytest.mark.parametrize("flood", [False, True])
async def test_a_camera_that_never_answers_is_left_all_the_same(
    monkeypatch: pytest.MonkeyPatch, flood: bool
) -> None:
    monkeypatch.setattr(rtsp_exchange, "LEAVE_S", 0.05)

    class Flooding(Scripted):
        async def receive(self) -> bytes:
            return MEDIA * 100 if flood else await super().receive()

    connection = Flooding()
    async with asyncio.timeout(20):
        await exchange(connection).leave(URI)
    assert connection.closed


async def test_who_is_cancelled_while_leaving_closes_at_once() -> None:
    connection = Scripted(MEDIA)
    leaving = asyncio.create_task(exchange(connection).leave(URI))
    await connection.waiting.wait()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert connection.closed


@pytest.mark.parametrize("in_session", [False, True])
async def test_a_connection_that_is_gone_or_has_no_session_is_closed_without_waiting(
    in_session: bool,
) -> None:
    connection = Scripted(breaks=in_session)
    async with asyncio.timeout(20):
        await exchange(connection, in_session=in_session).leave(URI)
    assert connection.sent == b""
    assert not connection.waiting.is_set()
    assert connection.closed
