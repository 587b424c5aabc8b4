"""Our client at the project's own simulated cameras."""

import asyncio
from fractions import Fraction
from random import Random

import pytest

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.supply import FrameSupply
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.unit.ingest.clips import clip


@pytest.mark.parametrize(("codec", "name"), [(Codec.H264, "h264"), (Codec.H265, "hevc")])
async def test_simulated_cameras_behind_digest_are_read_with_their_own_clock(codec, name):
    source = clip(codec)
    units = [AccessUnit(unit, source.is_key(unit)) for unit in source.units]
    prepared = PreparedClip.of(units, name, Fraction(15))
    auth = DigestAuth("admin", "s3cret", SystemClock().monotonic_s, qop=True)
    pool = DecodePool(SystemClock(), threads=1)
    async with RtspServer(SystemClock(), auth=auth, random=Random(1)) as server:
        for number in range(12):
            server.add_camera(f"/cam/{number}", prepared, start_frame=number % 10)
        supply = FrameSupply(SystemClock(), Random(3))
        url = f"rtsp://127.0.0.1:{server.port}/cam/"
        supply.set_cameras(
            [CameraSource(str(n), f"{url}{n}", "admin", "s3cret") for n in range(12)]
        )
        await supply.start()
        by_report = set()
        async with asyncio.timeout(40):
            async for frame in supply:
                assert (await pool.decode(frame)).width == source.width
                if frame.time_source is TimeSource.SENDER_REPORT:
                    by_report.add(frame.camera_id)
                if len(by_report) == 12:
                    break
        assert {health.last_error for health in supply.health().values()} == {None}
        await supply.close()
    await pool.close()
