"""Frames that are fetched, and streams of which the last bytes are kept, over real sockets."""

from dataclasses import replace

import pytest

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.key_frame import KeyFrame
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.health import CameraState
from tests.integration.ingest.scripted_camera import Script, ScriptedCamera
from tests.integration.ingest.test_session import PATIENT as LIMITS
from tests.integration.ingest.test_supply import QUICK, frames_of, supplied
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip

PATIENT = replace(QUICK, silence_s=20.0, key_frame_timeout_s=20.0, rtsp=LIMITS)


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
async def test_a_fetched_camera_gives_its_first_key_frame_and_is_torn_down(codec):
    pool = DecodePool(SystemClock(), threads=1)
    async with (
        ScriptedCamera(Script(clip(codec))) as camera,
        supplied(CameraSource("a", camera.url(), held=False), settings=PATIENT) as supply,
    ):
        for number in (1, 2):
            supply.fetch("a")
            (frame,) = await frames_of(supply, "a")
            assert (await pool.decode(frame)).width == 320
            await until(lambda number=number: camera.count("TEARDOWN") == number)
        assert camera.count("PLAY") == 2
        health = supply.health()["a"]
        assert (health.state, health.reconnects) == (CameraState.ONLINE, 0)
    await pool.close()


async def test_the_pictures_since_the_tap_was_opened_can_be_cut_out_and_decoded():
    async with (
        ScriptedCamera(Script(clip())) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        await frames_of(supply, "a")
        assert supply.tapped("a") == []
        supply.tap("a", 1_000_000)
        await until(lambda: sum(unit.key for unit in supply.tapped("a")) >= 3)
        units = supply.tapped("a")
        assert units[0].key
        assert [unit.key for unit in units[:6]] == [True, False, False, False, False, True]
        times = [unit.captured_at for unit in units]
        assert times == sorted(times)
        pool = DecodePool(SystemClock(), threads=1)
        frame = KeyFrame(
            camera_id="a",
            captured_at=units[0].captured_at,
            time_source=units[0].time_source,
            arrived_monotonic_s=0.0,
            sequence=1,
            codec=units[0].codec,
            width=None,
            height=None,
            data=units[0].data,
        )
        assert (await pool.decode(frame)).height == 192
        await pool.close()
        supply.tap("a", 0)
        assert supply.tapped("a") == []


async def test_a_tap_goes_on_after_a_reconnection():
    async with (
        ScriptedCamera(Script(clip())) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        await frames_of(supply, "a")
        supply.tap("a", 1_000_000)
        await until(lambda: supply.tapped("a"))
        for writer in list(camera._writers):
            writer.transport.abort()
        await until(lambda: camera.count("PLAY") >= 2)
        await until(lambda: supply.tapped("a"))


async def test_a_key_frame_that_takes_longer_than_silence_may_last_is_no_silence():
    source = clip()
    pieces = 24

    def drip(number: int, data: bytes) -> bytes:
        """Of the second key frame only as much as came since the last time."""
        if number < 5:
            return data
        size = len(whole) // pieces + 1
        start = (number - 5) * size
        return whole[start : start + size]

    whole = b""

    def remember(number: int, data: bytes) -> bytes:
        nonlocal whole
        if number == 5:
            whole = data
        return drip(number, data)

    script = Script(source, unit_every_s=0.1, wire=remember)
    settings = replace(QUICK, silence_s=1.0, key_frame_timeout_s=10.0, key_frame_gap_s=10.0)
    async with (
        ScriptedCamera(script) as camera,
        supplied(CameraSource("a", camera.url()), settings=settings) as supply,
    ):
        frames = await frames_of(supply, "a", 2)
        assert frames[1].arrived_monotonic_s - frames[0].arrived_monotonic_s > 2.0
        assert supply.health()["a"].reconnects == 0


async def test_of_a_camera_that_nobody_looks_at_the_key_frame_interval_is_known():
    async with ScriptedCamera(Script(clip())) as camera:
        source = CameraSource("a", camera.url(), frames_every_s=0.5)
        async with supplied(source) as supply:
            await frames_of(supply, "a", 4)
            assert supply.health()["a"].key_interval_s is not None
