"""Our client at ffmpeg's packets: by a relay, and published to GStreamer's rtsp-server."""

import asyncio
from random import Random

import pytest

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.supply import FrameSupply
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.interop.clip_files import write_matroska
from tests.integration.ingest.interop.ffmpeg import FfmpegCamera, ffmpeg_running
from tests.integration.ingest.interop.gstreamer import GStreamer
from tests.integration.ingest.test_session import first_units, session
from tests.integration.ingest.test_supply import arrival
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip

pytestmark = pytest.mark.needs_ffmpeg
CODECS = [Codec.H264, Codec.H265]
NAMES = {Codec.H264: "h264", Codec.H265: "h265"}


async def supplied_frames(url: str, count: int, wanted: TimeSource):
    """Decode key frames until there are so many and one has the wanted time."""
    pool = DecodePool(SystemClock(), threads=1)
    supply = FrameSupply(SystemClock(), Random(3), poll_period_s=0.1)
    supply.set_cameras([CameraSource("a", url)])
    await supply.start()
    frames = []
    try:
        async with asyncio.timeout(40):
            async for frame in supply:
                decoded = await pool.decode(frame)
                assert (decoded.width, decoded.height) == (frame.width, frame.height) == (320, 192)
                assert abs((frame.captured_at - arrival(frame)).total_seconds()) < 5
                frames.append(frame)
                if len(frames) >= count and frame.time_source is wanted:
                    break
        return frames, supply.health()["a"]
    finally:
        await supply.close()
        await pool.close()


def kinds(packets: list[bytes], codec: Codec) -> set[int]:
    if codec is Codec.H264:
        return {packet[12] & 31 for packet in packets}
    return {packet[12] >> 1 & 63 for packet in packets}


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(
    ("sets", "options"), [(True, ()), (False, ("-pkt_size", "500"))], ids=["usual", "small, by SDP"]
)
async def test_key_frames_of_ffmpegs_packets_decode_and_carry_its_time(
    ffmpeg_path, tmp_path, codec, sets, options
):
    source = clip(codec)
    file = write_matroska(source, tmp_path / "clip.mkv", sets=sets)
    async with FfmpegCamera(ffmpeg_path, source, file, *options) as camera:
        _, health = await supplied_frames(camera.url(), 3, TimeSource.SENDER_REPORT)
        await until(lambda: camera.open_connections == 0)
        assert camera.count("TEARDOWN") == 1
        seen = kinds(camera.packets, codec)
    fragment, aggregate = (28, 24) if codec is Codec.H264 else (49, 48)
    assert fragment in seen
    if sets:
        assert aggregate in seen
    assert health.codec is codec
    assert (health.lost_packets, health.reconnects) == (0, 0)
    # One may be under way already when we join.
    assert health.dropped_key_frames <= 1
    assert health.last_error is None


@pytest.mark.parametrize("codec", CODECS)
async def test_every_picture_of_ffmpegs_packets_comes_out_as_it_was_encoded(
    ffmpeg_path, tmp_path, codec
):
    source = clip(codec)
    file = write_matroska(source, tmp_path / "clip.mkv")
    async with FfmpegCamera(ffmpeg_path, source, file) as camera:
        units = await first_units(session(camera.url()), 6)
    pictures = [source.pictures(unit) for unit in source.units]
    begun = next(n for n, picture in enumerate(pictures) if picture in units[0].data)
    for number, unit in enumerate(units, begun):
        assert pictures[number % len(pictures)] in unit.data


@pytest.mark.needs_gstreamer
@pytest.mark.parametrize("codec", CODECS)
async def test_what_ffmpeg_publishes_to_gstreamer_is_read_from_there(ffmpeg_path, tmp_path, codec):
    file = write_matroska(clip(codec), tmp_path / "clip.mkv")
    async with GStreamer(record=NAMES[codec]) as server:
        into = ("-f", "rtsp", "-rtsp_transport", "tcp", server.url("/in"))
        async with ffmpeg_running(ffmpeg_path, "-re", "-i", str(file), "-c", "copy", *into):
            await until(lambda: server.count("record") == 1)
            _, health = await supplied_frames(server.url("/out"), 3, TimeSource.SENDER_REPORT)
        await until(lambda: server.count("teardown") >= 1)
    assert health.codec is codec
    assert health.lost_packets == 0
    # One may be under way already when we join.
    assert health.dropped_key_frames <= 1
