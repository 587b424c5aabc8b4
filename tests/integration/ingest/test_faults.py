"""Cameras as they really behave: what goes wrong with one is its own affair."""

import asyncio
import contextlib
import gc
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from random import Random

import psutil
import pytest
import structlog.testing

from ingest.camera_source import CameraSource
from ingest.camera_stream import CameraStream
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.health import CameraHealth
from ingest.key_frame import KeyFrame
from ingest.reconnect import ReconnectPolicy
from ingest.supply import FrameSupply
from ingest.supply_settings import SupplySettings
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.node.health import CameraState
from simulators.rtsp_server import faults
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.faults import Fault
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.integration.ingest.test_supply import QUICK
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip

FPS = 30
NEIGHBOURS = 5
NAMES = {Codec.H264: "h264", Codec.H265: "hevc"}
USER, PASSWORD = "admin", "s3cret"
STANDSTILL_S = 0.3
MEMORY_BYTES = 24 * 1024 * 1024
"""More than this is not jitter of the allocator."""


@cache
def prepared(codec: Codec = Codec.H264, width: int = 320, height: int = 192, gop: int = 5):
    source = clip(codec, width, height, frames=10, gop=gop)
    units = [AccessUnit(unit, source.is_key(unit)) for unit in source.units]
    return PreparedClip.of(units, NAMES[codec], Fraction(FPS))


class RecordedRandom(Random):
    """Remembers what was drawn between which bounds."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.drawn: list[tuple[float, float, float]] = []

    def uniform(self, a: float, b: float) -> float:
        value = super().uniform(a, b)
        self.drawn.append((a, b, value))
        return value


@dataclass
class Town:
    """A server of simulated cameras, a supply that reads them, and the newest frame of each."""

    server: RtspServer
    supply: FrameSupply
    rng: RecordedRandom
    logs: list
    newest: dict[str, KeyFrame] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    worst_lag_s: float = 0.0

    def health(self, camera: str = "bad") -> CameraHealth:
        return self.supply.health()[camera]

    def stood_still(self) -> bool:
        """Whether this process did, which is the cameras' too: they leave out what is overdue."""
        self.worst_lag_s = max(self.worst_lag_s, self.server.take_worst_lag_s())
        return self.worst_lag_s > STANDSTILL_S

    def offline(self, camera: str = "bad") -> bool:
        return self.health(camera).state is CameraState.OFFLINE

    def online(self, camera: str = "bad") -> bool:
        return self.health(camera).state is CameraState.ONLINE

    async def more(self, *cameras: str, frames: int = 2) -> None:
        """Wait for further key frames of these cameras."""
        before = {camera: self.counts.get(camera, 0) for camera in cameras}
        await until(lambda: all(self.counts.get(c, 0) - before[c] >= frames for c in cameras))

    def says(self, words: str, camera: str = "bad") -> bool:
        """Whether it is offline for one of these reasons."""
        health = self.health(camera)
        return self.offline(camera) and any(w in health.last_error.en for w in words.split("|"))

    def events(self, camera: str) -> list[str]:
        return [log["event"] for log in self.logs if log.get("camera") == camera]

    def source(self, camera: str) -> CameraSource:
        url = f"rtsp://127.0.0.1:{self.server.port}/{camera}"
        return CameraSource(camera, url, USER, PASSWORD)


NEAR = tuple(f"good{number}" for number in range(NEIGHBOURS))


@contextlib.asynccontextmanager
async def town(
    *fresh_faults: Fault,
    cameras: tuple[str, ...] = ("bad", *NEAR),
    settings: SupplySettings = QUICK,
) -> AsyncIterator[Town]:
    """Cameras on air and read; ``fresh_faults`` are set on the first ones before they are asked."""
    auth = DigestAuth(USER, PASSWORD, SystemClock().monotonic_s, qop=True)
    rng = RecordedRandom(3)
    with structlog.testing.capture_logs() as logs:
        async with RtspServer(SystemClock(), auth=auth, random=Random(1)) as server:
            for number, camera in enumerate(cameras):
                server.add_camera(f"/{camera}", prepared(), start_frame=number % 10)
            for camera, fault in zip(cameras, fresh_faults, strict=False):
                server.set_fault(f"/{camera}", fault)
            supply = FrameSupply(SystemClock(), rng, settings=settings)
            made = Town(server, supply, rng, logs)
            supply.set_cameras([made.source(camera) for camera in cameras])
            await supply.start()
            taker = asyncio.create_task(take(made))
            try:
                yield made
            finally:
                taker.cancel()
                await asyncio.gather(taker, return_exceptions=True)
                await supply.close()


async def take(made: Town) -> None:
    async for frame in made.supply:
        made.newest[frame.camera_id] = frame
        made.counts[frame.camera_id] = made.counts.get(frame.camera_id, 0) + 1


async def neighbours_undisturbed(made: Town) -> None:
    """Key frames of all others go on coming, and none of them was ever offline."""
    await made.more(*NEAR)
    for camera in NEAR:
        health = made.health(camera)
        assert health.state is CameraState.ONLINE
        assert (health.last_error, health.reconnects) == (None, 0)
        assert (health.lost_packets, health.dropped_key_frames) == (0, 0) or made.stood_still()
        assert made.events(camera) == []


def other_password() -> Fault:
    return faults.WrongPassword(DigestAuth(USER, "another", SystemClock().monotonic_s, qop=True))


@dataclass(frozen=True)
class Case:
    """A fault, and what the camera's own health says of it while it lasts."""

    fault: Callable[[], Fault]
    words: str = ""
    online: bool = False
    before_connecting: bool = False


CASES = {
    "stalled": Case(faults.Stall, "no signal"),
    "slow": Case(lambda: faults.Slow(4000, 64 * 1024), "key frame|no signal"),
    "flooding": Case(lambda: faults.Flood(20), online=True),
    "garbage-sending": Case(lambda: faults.Garbage(1.0, Random(5)), online=True),
    "wrong-password": Case(other_password, "wrong user name or password"),
    "half-open": Case(faults.HalfOpen, "no answer to", before_connecting=True),
    "vanished": Case(faults.Vanish, "no signal|no answer to"),
    "reset": Case(faults.Reset, "reset|closed"),
    "without key frames": Case(faults.NoKeyFrames, "no whole key frame"),
    "dropping": Case(lambda: faults.Drop(1.0, Random(5)), "no signal"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_a_bad_camera_affects_no_other_and_is_back_when_it_is_mended(case):
    first = [case.fault()] if case.before_connecting else []
    async with town(*first) as made:
        await made.more(*NEAR)
        if not case.before_connecting:
            await made.more("bad")
            made.server.set_fault("/bad", case.fault())
        tasks = len(asyncio.all_tasks())
        memory = rss()
        if case.online:
            await neighbours_undisturbed(made)
            assert made.online()
        else:
            await until(lambda: made.says(case.words))
            assert made.health().last_error.zh
        await neighbours_undisturbed(made)
        assert rss() - memory < MEMORY_BYTES
        # Each try may have a task or two of its own; it must not leave them behind.
        await until(lambda: len(asyncio.all_tasks()) <= tasks + 4)
        made.server.set_fault("/bad", None)
        await made.more("bad", frames=3)
        await until(made.online)
        await neighbours_undisturbed(made)
    lost_and_found = made.events("bad")
    assert lost_and_found.count("camera_lost") - lost_and_found.count("camera_back") in (0, 1)
    assert not any(PASSWORD in repr(log) for log in made.logs)


def rss() -> int:
    return psutil.Process(os.getpid()).memory_info().rss


async def test_a_flood_is_read_and_thrown_away_not_kept():
    async with town(cameras=("bad", *NEAR)) as made:
        await made.more("bad", *NEAR)
        made.server.set_fault("/bad", faults.Flood(40))
        await made.more("bad", frames=5)
        memory = rss()
        await made.more("bad", frames=40)
        assert rss() - memory < MEMORY_BYTES
        await neighbours_undisturbed(made)


async def test_lost_packets_cost_key_frames_that_are_counted_and_the_rest_decodes():
    pool = DecodePool(SystemClock(), threads=1)
    async with town() as made:
        await made.more("bad", *NEAR)
        made.server.set_fault("/bad", faults.Drop(0.02, Random(5)))
        await until(lambda: made.health().dropped_key_frames >= 3)
        await made.more("bad", frames=3)
        decoded = await pool.decode(made.newest["bad"])
        assert (decoded.width, decoded.height) == (320, 192)
        assert made.health().lost_packets >= 3
        assert made.online()
        await neighbours_undisturbed(made)
    await pool.close()
    assert made.events("bad") == []


async def test_a_corrupt_picture_is_its_own_error_and_the_next_sound_one_decodes():
    pool = DecodePool(SystemClock(), threads=1)
    async with town() as made:
        await made.more("bad", *NEAR)
        made.server.set_fault("/bad", faults.Corrupt(1.0, Random(5), bits=200))
        await neighbours_undisturbed(made)
        failed = None
        for _ in range(20):
            await made.more("bad", frames=1)
            try:
                await pool.decode(made.newest["bad"])
            except SharpEyesError as error:
                failed = error
                break
        assert "bad" in str(failed)
        for camera in NEAR:
            assert (await pool.decode(made.newest[camera])).width == 320
        made.server.set_fault("/bad", None)
        await made.more("bad", frames=3)
        decoded = await pool.decode(made.newest["bad"])
        assert (decoded.width, decoded.height) == (320, 192)
        await neighbours_undisturbed(made)
    await pool.close()


@pytest.mark.parametrize(
    ("kind", "offset_s"), [("ahead", 6 * 3600), ("local", 8 * 3600), ("1970", -1.5e9)]
)
async def test_a_clock_that_jumps_is_told_as_an_offset_and_arrival_time_is_taken(kind, offset_s):
    async with town(cameras=("bad", "good0")) as made:
        await until(lambda: made.health().time_source is TimeSource.SENDER_REPORT)
        made.server.set_fault("/bad", faults.ClockJump(kind))
        await until(lambda: made.health().time_source is TimeSource.ARRIVAL)
        offset = made.health().offset_s
        assert offset < offset_s if kind == "1970" else abs(offset - offset_s) < 5
        frame = made.newest["bad"]
        age_s = (SystemClock().now() - frame.captured_at).total_seconds()
        assert abs(age_s) < 5
        made.server.set_fault("/bad", None)
        await until(lambda: made.health().time_source is TimeSource.SENDER_REPORT)
        assert abs(made.health().offset_s) < 2
        assert made.health("good0").time_source is TimeSource.SENDER_REPORT
        assert (made.health().reconnects, made.events("bad")) == (0, [])


async def test_the_first_key_frame_after_a_change_of_resolution_has_the_new_size():
    pool = DecodePool(SystemClock(), threads=1)
    async with town(cameras=("bad", "good0")) as made:
        await made.more("bad")
        sizes = []
        for fault, wanted in (
            (faults.ResolutionChange(prepared(width=640, height=360)), (640, 360)),
            (None, (320, 192)),
        ):
            made.server.set_fault("/bad", fault)
            # Of the frame and not of the health, which knows the new size before the frame is here.
            await until(lambda wanted=wanted: made.newest["bad"].width == wanted[0])
            decoded = await pool.decode(made.newest["bad"])
            sizes.append((decoded.width, decoded.height))
            assert (made.health().width, made.health().height) == wanted
        assert (made.health().reconnects, made.events("bad")) == (0, [])
    await pool.close()
    assert sizes == [(640, 360), (320, 192)]


async def test_streams_that_ended_are_gone_without_the_collector():
    async with town(cameras=("bad", "good0")) as made:
        await made.more("bad", "good0")
        gc.collect()
        gc.disable()
        try:
            for fault in (faults.Reset(), faults.Garbage(1.0, Random(4)), faults.Reset()):
                before = made.health().reconnects
                made.server.set_fault("/bad", fault)
                await until(lambda before=before: made.health().reconnects > before)
                made.server.set_fault("/bad", None)
                await made.more("bad")
            await until(lambda: streams() <= 2)
        finally:
            gc.enable()


def streams() -> int:
    return sum(isinstance(one, CameraStream) for one in gc.get_objects())


@pytest.mark.parametrize("grace_s", [0.0, 0.4])
async def test_after_a_change_of_codec_a_camera_is_back_with_the_other(grace_s):
    pool = DecodePool(SystemClock(), threads=1)
    async with town() as made:
        await made.more("bad", *NEAR)
        made.server.set_fault("/bad", faults.CodecChange(prepared(Codec.H265), grace_s))
        await until(lambda: made.newest["bad"].codec is Codec.H265)
        assert (await pool.decode(made.newest["bad"])).width == 320
        made.server.set_fault("/bad", None)
        await until(lambda: made.newest["bad"].codec is Codec.H264)
        assert (await pool.decode(made.newest["bad"])).width == 320
        await neighbours_undisturbed(made)
        assert made.health().reconnects >= 1
    await pool.close()


async def test_after_a_storm_all_are_back_each_at_a_time_of_its_own_and_each_said_so_once():
    patient = replace(
        QUICK, stable_after_s=0.3, reconnect=ReconnectPolicy(((0.2, 2), (0.5, 3), (1.0, 0)))
    )
    cameras = tuple(f"camera{number:02}" for number in range(30))
    async with town(cameras=cameras, settings=patient) as made:
        await made.more(*cameras)
        made.server.set_fault("*", faults.ReconnectStorm(0.5))
        await until(lambda: all(made.health(c).reconnects >= 2 for c in cameras))
        made.server.set_fault("*", None)
        await made.more(*cameras)
        await until(lambda: all(made.events(c)[-1:] == ["camera_back"] for c in cameras))
        assert all(made.online(camera) for camera in cameras)
        reconnects = {camera: made.health(camera).reconnects for camera in cameras}
    for camera in cameras:
        events = made.events(camera)
        # Lost and back in turn, never twice the same: one line each.
        assert events == ["camera_lost", "camera_back"] * (len(events) // 2)
        assert 0 < len(events) // 2 <= reconnects[camera]
    delays = [drawn for drawn in made.rng.drawn if drawn[1] in (0.2, 0.5, 1.0)]
    assert len(delays) >= 2 * len(cameras)
    # Full jitter: from nothing up to the step, and no two the same.
    assert {low for low, _, _ in delays} == {0.0}
    assert len({value for _, _, value in delays}) == len(delays)


async def test_cameras_come_change_and_go_without_a_word_from_the_others():
    async with town() as made:
        await made.more("bad", *NEAR)
        before = {camera: made.health(camera).since for camera in NEAR}
        others = [made.source(camera) for camera in NEAR]
        made.server.add_camera("/late", prepared())
        made.supply.set_cameras([*others, made.source("bad"), made.source("late")])
        await made.more("late")
        changed = replace(made.source("bad"), url=made.source("late").url)
        made.supply.set_cameras([*others, changed])
        await made.more("bad")
        made.supply.set_cameras(others)
        await until(lambda: made.server.connection_count == len(NEAR))
        await neighbours_undisturbed(made)
        assert set(made.supply.health()) == set(NEAR)
        assert {camera: made.health(camera).since for camera in NEAR} == before
    assert made.logs == []
