"""Faults as a client sees them, and that they stay with their camera."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import av
import pytest

from sharp_eyes.clock import SystemClock
from simulators.clips.encoding import Encoding
from simulators.load.noise_source import NoiseSource
from simulators.rtsp_server import BasicAuth, CameraStream, PreparedClip, RtspServer
from simulators.rtsp_server.faults import (
    CodecChange,
    Garbage,
    HalfOpen,
    ReconnectStorm,
    Reset,
    ResolutionChange,
    Slow,
    Vanish,
    WrongPassword,
)
from tests.integration.simulators.clip_factory import make_clip
from tests.integration.simulators.rtsp_client import RtspClient

LIMIT_S = 40
SMALL = Encoding(width=160, height=96, fps=10, group_s=1.0)


@contextlib.asynccontextmanager
async def cameras(folder: Path, count: int = 2) -> AsyncIterator[RtspServer]:
    clip = PreparedClip.load(make_clip(folder / "clip.mp4"))
    async with RtspServer(SystemClock(), auth=None, random=Random(7)) as server:
        for number in range(count):
            server.add_camera(f"/cam/{number}", clip)
        yield server


async def playing(server: RtspServer, number: int = 0) -> RtspClient:
    client = await RtspClient.connect(server.port)
    await client.play(url(server, number))
    return client


def url(server: RtspServer, number: int = 0) -> str:
    return f"rtsp://127.0.0.1:{server.port}/cam/{number}"


async def until_sent(stream: CameraStream, more: int) -> None:
    """Wait until a camera has sent so many frames more."""
    goal = stream.frames_sent + more
    while stream.frames_sent < goal:
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "fault", [Reset(), ReconnectStorm(0.5), WrongPassword(BasicAuth("a", "b"))]
)
async def test_a_fault_that_cuts_leaves_the_other_camera_alone(
    tmp_path: Path, fault: Reset | ReconnectStorm | WrongPassword
) -> None:
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        sick, well = await playing(server, 0), await playing(server, 1)
        await well.payloads(3)
        server.set_fault("/cam/0", fault)
        await sick.until_cut()
        assert await well.payloads(20)
        for client in (sick, well):
            client.close()


async def test_a_storm_cuts_every_camera_again_and_again(tmp_path: Path) -> None:
    async with cameras(tmp_path, 5) as server, asyncio.timeout(LIMIT_S):
        server.set_fault("*", ReconnectStorm(0.5))
        for _ in range(2):
            clients = [await playing(server, number) for number in range(5)]
            await asyncio.gather(*(client.until_cut() for client in clients))
            for client in clients:
                client.close()
        server.set_fault("*", None)
        calm = await playing(server)
        assert await calm.payloads(20)
        calm.close()


async def test_half_open_takes_the_connection_and_says_nothing(tmp_path: Path) -> None:
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        watching = await playing(server)
        server.set_fault("/cam/0", HalfOpen())
        client = await RtspClient.connect(server.port)
        await client.say("OPTIONS", url(server))
        await client.say("DESCRIBE", url(server))
        assert await watching.payloads(20), "who watches goes on"
        answered = asyncio.create_task(client.reader.read(1))
        other = await playing(server, 1)
        assert await other.payloads(5)
        assert not answered.done()
        server.set_fault("/cam/0", None)
        await client.say("OPTIONS", url(server))
        assert await answered == b"R"
        for one in (watching, client, other):
            one.close()


async def test_who_vanished_is_silent_with_its_socket_open_and_comes_back_by_a_reset(
    tmp_path: Path,
) -> None:
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        client = await playing(server)
        await client.payloads(3)
        server.set_fault("/cam/0", Vanish())
        sent = server.streams["/cam/0"].octets_sent
        await client.say("GET_PARAMETER", url(server))
        other = await playing(server, 1)
        await other.payloads(20)
        assert server.streams["/cam/0"].octets_sent == sent
        assert server.streams["/cam/0"].sessions, "the socket is kept"
        ending = asyncio.create_task(client.until_cut())
        await other.payloads(5)
        assert not ending.done()
        server.set_fault("/cam/0", None)
        await ending
        for one in (client, other):
            one.close()


async def test_the_right_password_is_wrong_and_then_right_again(tmp_path: Path) -> None:
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        server.set_fault("/cam/0", WrongPassword(BasicAuth("camera", "other"), cut=False))
        client = await RtspClient.connect(server.port)
        assert (await client.ask("DESCRIBE", url(server))).status == 401
        server.set_fault("/cam/0", None)
        assert (await client.ask("DESCRIBE", url(server))).status == 200
        client.close()


async def test_garbage_breaks_the_framing(tmp_path: Path) -> None:
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        client = await playing(server)
        await client.payloads(3)
        server.set_fault("/cam/0", Garbage(1.0, Random(1)))
        with pytest.raises(AssertionError):
            await client.payloads(200)
        client.close()


async def test_a_slow_camera_dribbles_and_catches_up(tmp_path: Path) -> None:
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        stream = server.streams["/cam/0"]
        client = await playing(server)
        await client.payloads(3)
        server.set_fault("/cam/0", Slow(bytes_per_s=1000))
        octets, frames = stream.octets_sent, stream.frames_sent
        await until_sent(stream, 10)
        # A tenth of 1,000 bytes each, and not twice as much.
        assert stream.octets_sent - octets < 200 * (stream.frames_sent - frames)
        server.set_fault("/cam/0", None)
        assert await client.payloads(30), "every packet is whole"
        client.close()


async def test_pyav_sees_the_new_size_in_mid_stream(tmp_path: Path) -> None:
    NoiseSource("h264", groups=2).make(
        tmp_path / "small.mp4", tmp_path / "none", SMALL, lambda done, total: None
    )
    other = PreparedClip.load(tmp_path / "small.mp4")
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        stream = server.streams["/cam/0"]

        def sizes() -> list[tuple[int, int]]:
            seen: list[tuple[int, int]] = []
            with av.open(url(server), options={"rtsp_transport": "tcp"}) as container:
                for frame in container.decode(video=0):
                    if (frame.width, frame.height) not in seen:
                        seen.append((frame.width, frame.height))
                    if len(seen) == 2:
                        break
            return seen

        watching = asyncio.create_task(asyncio.to_thread(sizes))
        while not stream.sessions:
            await asyncio.sleep(0.01)
        await until_sent(stream, 15)
        server.set_fault("/cam/0", ResolutionChange(other))
        assert await watching == [(320, 180), (160, 96)]


async def test_a_codec_change_ends_in_a_new_description(tmp_path: Path) -> None:
    other = PreparedClip.load(make_clip(tmp_path / "other.mp4", "libx265"))
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        client = await playing(server)
        await client.payloads(3)
        server.set_fault("/cam/0", CodecChange(other, grace_s=0.5))
        await client.until_cut()
        client.close()
        client = await RtspClient.connect(server.port)
        assert "H265/90000" in (await client.ask("DESCRIBE", url(server))).body
        await client.play(url(server))
        assert (await client.payloads(1))[0][0] >> 1 == 48, "an aggregation packet of H.265"
        await client.payloads(20)
        client.close()


async def test_a_camera_that_is_taken_off_cuts_its_watchers_and_is_not_found(
    tmp_path: Path,
) -> None:
    async with cameras(tmp_path) as server, asyncio.timeout(LIMIT_S):
        client, other = await playing(server, 0), await playing(server, 1)
        await client.payloads(3)
        server.remove_camera("/cam/0")
        await client.until_cut()
        assert await other.payloads(20)
        assert (await other.ask("DESCRIBE", url(server, 0))).status == 404
        for one in (client, other):
            one.close()
