"""The server as other people's clients see it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from random import Random

import av
import numpy as np
import pytest

from sharp_eyes.clock import SystemClock
from simulators.rtsp_server import DigestAuth, Drop, PreparedClip, Reset, RtspServer, Stall
from simulators.stamp import read
from tests.integration.simulators.clip_factory import CAMERA, make_clip

CLOCK = SystemClock()
OPTIONS = {"rtsp_transport": "tcp", "timeout": "15000000"}


@contextlib.asynccontextmanager
async def server(password: str | None = "word", **more: object) -> AsyncIterator[RtspServer]:
    auth = None
    if password is not None:
        auth = DigestAuth("camera", password, CLOCK.monotonic_s, **more)  # type: ignore[arg-type]
    async with RtspServer(CLOCK, auth=auth, random=Random(7)) as running:
        yield running


def address(running: RtspServer, path: str = "/cam/1", user: str = "camera:word@") -> str:
    return f"rtsp://{user}127.0.0.1:{running.port}{path}"


def watch(url: str, frames: int) -> list[tuple[float, int]]:
    """Return (time, stamped number) of the first frames that PyAV decodes."""
    seen = []
    with av.open(url, options=OPTIONS) as container:
        stream = container.streams.video[0]
        # Start-up probing holds frames back, so times and numbers are compared, not counted.
        for frame in container.decode(stream):
            stamp = read(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
            assert stamp is not None
            assert stamp[0] == CAMERA
            # FFmpeg gives the very first picture no time when it was held back for probing.
            seen.append((frame.time if frame.time is not None else 0.0, stamp[1]))
            if len(seen) == frames:
                return seen
    raise AssertionError(f"the stream ended after {len(seen)} frames")


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
@pytest.mark.parametrize("kind", ["mp4", "mkv"])
async def test_pyav_plays_over_the_end_of_the_clip_without_a_seam(
    tmp_path: Path, codec: str, kind: str
) -> None:
    clip = PreparedClip.load(make_clip(tmp_path / f"clip.{kind}", codec))
    async with server() as running:
        running.add_camera("/cam/1", clip)
        seen = await asyncio.to_thread(watch, address(running), 32)
    assert seen[0][1] % 10 == 0, "a session begins with a key frame"
    assert all(after == (before + 1) % 20 for (_, before), (_, after) in pairwise(seen))
    for (early_s, _), (late_s, _) in pairwise(seen[1:]):
        assert late_s - early_s == pytest.approx(0.1, abs=0.002)


@pytest.mark.needs_ffmpeg
async def test_ffmpeg_plays_without_an_error(tmp_path: Path, ffmpeg_path: Path) -> None:
    clip = PreparedClip.load(make_clip(tmp_path / "clip.mp4"))
    async with server() as running:
        running.add_camera("/cam/1", clip)
        process = await asyncio.create_subprocess_exec(
            str(ffmpeg_path), "-nostdin", "-v", "warning", "-rtsp_transport", "tcp",
            "-i", address(running), "-frames:v", "25", "-f", "framecrc", "-",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(40):
            out, err = await process.communicate()
    assert process.returncode == 0
    assert len([line for line in out.decode().splitlines() if not line.startswith("#")]) == 25
    assert "error" not in err.decode().lower()


@pytest.mark.parametrize("user", ["", "camera:wrong@", "other:word@"])
async def test_whoever_does_not_know_the_password_sees_nothing(tmp_path: Path, user: str) -> None:
    clip = PreparedClip.load(make_clip(tmp_path / "clip.mp4"))
    async with server() as running:
        running.add_camera("/cam/1", clip)
        with pytest.raises((av.error.HTTPUnauthorizedError, PermissionError)):
            await asyncio.to_thread(watch, address(running, user=user), 1)


@pytest.mark.parametrize("qop", [False, True])
async def test_a_client_that_speaks_only_md5_gets_in(tmp_path: Path, qop: bool) -> None:
    clip = PreparedClip.load(make_clip(tmp_path / "clip.mp4"))
    async with server(qop=qop) as running:
        running.add_camera("/cam/1", clip)
        assert await asyncio.to_thread(watch, address(running), 1)


async def test_one_clip_serves_cameras_at_different_places(tmp_path: Path) -> None:
    clip = PreparedClip.load(make_clip(tmp_path / "clip.mp4"))
    async with server() as running:
        first = running.add_camera("/cam/1", clip, start_frame=0)
        second = running.add_camera("/cam/2", clip, start_frame=10, phase_s=0.03)
        views = await asyncio.gather(
            *(asyncio.to_thread(watch, address(running, p), 3) for p in ("/cam/1", "/cam/2"))
        )
        assert all(view[0][1] % 10 == 0 for view in views)
        now_s = asyncio.get_running_loop().time()
        late, early = (camera.clip_frame(camera.index_at(now_s)) for camera in (second, first))
        apart = late - early
    assert apart % 20 in (9, 10)


async def test_an_unknown_camera_is_not_found(tmp_path: Path) -> None:
    async with server() as running:
        with pytest.raises(av.error.HTTPNotFoundError):
            await asyncio.to_thread(watch, address(running, "/cam/none"), 1)


async def test_a_slow_reader_never_fills_the_memory_and_later_gets_a_key_frame(
    tmp_path: Path,
) -> None:
    noise = tmp_path / "noise.mp4"
    with av.open(str(noise), "w") as container:
        stream = container.add_stream(
            "libx264", rate=50, options={"preset": "ultrafast", "x264-params": "keyint=10"}
        )
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.options["crf"] = "10"
        random = np.random.default_rng(1)
        for _ in range(20):
            image = random.integers(0, 255, (360, 640, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    clip = PreparedClip.load(noise)
    async with server(None) as running:
        stream_on_air = running.add_camera("/cam/1", clip)
        reader, writer = await play_by_hand(running)
        async with asyncio.timeout(40):
            while not any(session.dropped_frames for session in stream_on_air.sessions):
                await asyncio.sleep(0.02)
        session = stream_on_air.sessions[0]
        sent = stream_on_air.frames_sent
        assert session.waiting_for_key or not session.fast
        async with asyncio.timeout(40):
            while stream_on_air.frames_sent <= sent + 10:
                await reader.read(1 << 16)
        writer.close()


async def play_by_hand(
    running: RtspServer, path: str = "/cam/1"
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port, limit=1 << 14)
    url = address(running, path, user="")
    headers = {"DESCRIBE": "", "SETUP": "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"}
    session = ""
    for number, method in enumerate(("OPTIONS", "DESCRIBE", "SETUP", "PLAY"), start=1):
        more = headers.get(method, "") + session
        writer.write(f"{method} {url} RTSP/1.0\r\nCSeq: {number}\r\n{more}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("RTSP/1.0 200"), head
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        assert fields["CSeq"] == str(number)
        if "Content-Length" in fields:
            await reader.readexactly(int(fields["Content-Length"]))
        if "Session" in fields:
            session = f"Session: {fields['Session'].split(';')[0]}\r\n"
    return reader, writer


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"DESCRIBE\r\n\r\n",
        b"A" * 20_000,
        b"PLAY rtsp://h/c RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 99999999\r\n\r\n",
        b"PLAY rtsp://h/c RTSP/1.0\r\nno colon\r\n\r\n",
    ],
)
async def test_nonsense_is_answered_and_cut_off(bytes_sent: bytes) -> None:
    async with server(None) as running:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(bytes_sent)
        async with asyncio.timeout(20):
            answer = await reader.read()
        assert answer.startswith(b"RTSP/1.0 400")
        writer.close()


async def test_faults_can_be_switched_while_somebody_watches(tmp_path: Path) -> None:
    clip = PreparedClip.load(make_clip(tmp_path / "clip.mp4"))
    async with server(None) as running:
        stream = running.add_camera("/cam/1", clip)
        reader, writer = await play_by_hand(running)
        async with asyncio.timeout(40):
            await reader.readexactly(2000)
            session = stream.sessions[0]
            running.set_fault("/cam/1", Stall())
            while not session.waiting_for_key:
                await asyncio.sleep(0.01)
            sent = stream.frames_sent
            running.set_fault("/cam/1", Drop(0.5, Random(1)))
            while stream.frames_sent <= sent:
                await asyncio.sleep(0.01)
            running.set_fault("/cam/1", Reset())
            with contextlib.suppress(ConnectionError):
                while await reader.read(1000):
                    pass
            while stream.sessions:
                await asyncio.sleep(0.01)
        writer.close()


async def test_a_silent_client_is_cut_off(tmp_path: Path) -> None:
    clip = PreparedClip.load(make_clip(tmp_path / "clip.mp4"))
    async with RtspServer(CLOCK, auth=None, random=Random(1), session_timeout_s=1.5) as running:
        running.add_camera("/cam/1", clip)
        reader, writer = await play_by_hand(running)
        async with asyncio.timeout(30):
            with contextlib.suppress(ConnectionError):
                while await reader.read(65536):
                    pass
        writer.close()
