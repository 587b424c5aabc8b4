"""Our client at GStreamer's rtsp-server."""

import asyncio
from random import Random

import pytest

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.errors import CredentialsRefused, RtspRefusal
from ingest.rtsp.access_unit_stream import AccessUnitStream
from ingest.rtsp.credentials import Credentials
from ingest.supply import FrameSupply
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.interop.clip_files import write_matroska
from tests.integration.ingest.interop.gstreamer import GStreamer
from tests.integration.ingest.test_session import session
from tests.integration.ingest.test_supply import arrival
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip

pytestmark = pytest.mark.needs_gstreamer
CODECS = [Codec.H264, Codec.H265]
NAMES = {Codec.H264: "h264", Codec.H265: "h265"}


def served(folder, codec: Codec, **more) -> GStreamer:
    file = write_matroska(clip(codec), folder / "clip.mkv")
    return GStreamer(files={"/live": [str(file), NAMES[codec]]}, **more)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(("aggregate", "mtu"), [(False, 1400), (True, 500)])
async def test_key_frames_decode_and_carry_the_servers_own_time(tmp_path, codec, aggregate, mtu):
    pool = DecodePool(SystemClock(), threads=1)
    async with served(tmp_path, codec, aggregate=aggregate, mtu=mtu) as server:
        supply = FrameSupply(SystemClock(), Random(3), poll_period_s=0.1)
        supply.set_cameras([CameraSource("a", server.url("/live"))])
        await supply.start()
        sources = []
        async with asyncio.timeout(40):
            async for frame in supply:
                decoded = await pool.decode(frame)
                assert (frame.width, frame.height) == (320, 192)
                assert (decoded.width, decoded.height) == (320, 192)
                assert decoded.bgr(160, 96).shape == (96, 160, 3)
                assert abs((frame.captured_at - arrival(frame)).total_seconds()) < 5
                sources.append(frame.time_source)
                if len(sources) >= 3 and sources[-1] is TimeSource.SENDER_REPORT:
                    break
        health = supply.health()["a"]
        await supply.close()
        await until(lambda: server.count("teardown") == 1 and server.closed() == 1)
    await pool.close()
    assert health.codec is codec
    assert health.last_error is None
    assert (health.lost_packets, health.dropped_key_frames, health.reconnects) == (0, 0, 0)


@pytest.mark.parametrize("codec", CODECS)
async def test_every_access_unit_comes_and_signs_of_life_are_taken(tmp_path, codec):
    async with served(tmp_path, codec) as server:
        opened = session(server.url("/live"))
        async with AccessUnitStream(opened, SystemClock()) as stream:
            assert opened.keep_alive_s == 30.0
            units = [await anext(stream) for _ in range(6)]
            for number in range(3):
                opened.keep_alive()
                await until(lambda number=number: server.count("get-parameter") == number + 1)
                units.append(await anext(stream))
            assert opened.failure is None
        await until(lambda: server.count("teardown") == 1 and server.closed() == 1)
    source = clip(codec)
    assert units[0].key
    for unit, nals in zip(units[:6], source.units, strict=False):
        assert source.pictures(nals) in unit.data


@pytest.mark.parametrize("codec", CODECS)
async def test_digest_lets_us_in_with_the_right_password_alone(tmp_path, codec):
    async with served(tmp_path, codec, user="admin", password="pa:ss wörd") as server:
        right = Credentials("admin", "pa:ss wörd")
        async with AccessUnitStream(session(server.url("/live"), right), SystemClock()) as stream:
            assert (await anext(stream)).key
        with pytest.raises(CredentialsRefused):
            await session(server.url("/live"), Credentials("admin", "wrong")).open()
        with pytest.raises(CredentialsRefused):
            await session(server.url("/live")).open()


async def test_a_path_that_is_not_there_is_said(tmp_path):
    async with served(tmp_path, Codec.H264) as server:
        with pytest.raises(RtspRefusal, match="404"):
            await session(server.url("/nothing")).open()
