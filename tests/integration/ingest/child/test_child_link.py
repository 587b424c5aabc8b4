"""Simulated cameras, read by a real child process."""

import asyncio
from contextlib import asynccontextmanager
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.child.child_link_maker import ChildLinkMaker
from ingest.child.child_settings import ChildSettings
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.errors import CameraUnreachable, CredentialsRefused, RtspRefusal
from ingest.source_kind import SourceKind
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.processes.free_port import free_port
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.manners import Manners
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip, picture

NAMES = {Codec.H264: "h264", Codec.H265: "hevc"}
PASSWORD = "p@ss/w:rd"


@asynccontextmanager
async def camera(codec: Codec = Codec.H264, transport: str = "both"):
    source = clip(codec, 640, 360, frames=30, gop=15)
    units = [AccessUnit(unit, source.is_key(unit)) for unit in source.units]
    prepared = PreparedClip.of(units, NAMES[codec], Fraction(15))
    auth = DigestAuth("admin", PASSWORD, SystemClock().monotonic_s, qop=True)
    manners = Manners(transport=transport)
    async with RtspServer(SystemClock(), auth=auth, random=Random(1), manners=manners) as server:
        server.add_camera("/cam/1", prepared)
        yield f"rtsp://127.0.0.1:{server.port}/cam/1"


def a_link(url: str, frames: list, password: str = PASSWORD):
    make = ChildLinkMaker(ChildSettings(), SystemClock())
    host = LinkHost(frames.append, lambda: len(frames) + 1)
    return make(CameraSource("37049901001326000001", url, "admin", password), host)


def by_report(frames: list):
    """The third frame, or the first one after it that carries the camera's own time."""
    return next((one for one in frames[2:] if one.time_source is TimeSource.SENDER_REPORT), None)


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_pictures_come_over_what_the_camera_speaks(codec, transport):
    frames: list = []
    async with camera(codec, transport) as url:
        link = a_link(url, frames)
        await link.open()
        running = asyncio.create_task(link.run())
        try:
            await until(lambda: by_report(frames) or running.done())
            assert not running.done()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await link.close()
    assert (link.kind, link.transport) == (SourceKind.CHILD, transport)
    assert [frame.sequence for frame in frames[:3]] == [1, 2, 3]
    last = by_report(frames)
    assert (last.codec, last.width, last.height, last.data) == (codec, 640, 360, b"")
    assert abs((SystemClock().now() - last.captured_at).total_seconds()) < 30
    pool = DecodePool(SystemClock(), threads=1)
    bgr = (await pool.decode(last)).bgr()
    await pool.close()
    assert np.abs(bgr[:, :, :2].astype(int) - picture(640, 360, 0)[:, :, :2]).mean() < 16


def as_sent(figures) -> bool:
    """Whether they tell of fifteen pictures and one key picture a second."""
    near = pytest.approx
    return figures.fps == near(15, abs=5) and figures.key_interval_s == near(1, abs=0.5)


async def test_what_the_stream_is_like_is_told():
    frames: list = []
    async with camera() as url:
        link = a_link(url, frames)
        await link.open()
        running = asyncio.create_task(link.run())
        try:
            # Of a busy machine's stalls the first window may tell more than of the stream.
            await until(lambda: as_sent(link.figures) or running.done())
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await link.close()
    figures = link.figures
    assert as_sent(figures)
    assert figures.bitrate_kbps > 100
    assert abs(figures.offset_s) < 10


async def test_a_wrong_password_is_refused_and_not_shown():
    async with camera() as url:
        link = a_link(url, [], "wr0ng")
        with pytest.raises(CredentialsRefused) as caught:
            await link.open()
    assert "wr0ng" not in caught.value.bilingual()


async def test_an_unknown_path_is_told_from_a_camera_that_is_away():
    async with camera() as url:
        with pytest.raises(RtspRefusal):
            await a_link(url + "9", []).open()
    with pytest.raises(CameraUnreachable):
        await a_link(f"rtsp://127.0.0.1:{free_port()}/cam/1", []).open()


async def test_a_camera_that_ends_the_stream_ends_the_link():
    frames: list = []
    async with camera() as url:
        link = a_link(url, frames)
        await link.open()
        running = asyncio.create_task(link.run())
        await until(lambda: frames)
    # The server is gone, connections and all.
    with pytest.raises(CameraUnreachable):
        await asyncio.wait_for(running, 30)
    await link.close()
