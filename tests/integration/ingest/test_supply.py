"""Many cameras, and each of them as bad as cameras get."""

import asyncio
import contextlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import structlog.testing

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.reconnect import ReconnectPolicy
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.tls_trust import TlsTrust
from ingest.supply import FrameSupply
from ingest.supply_settings import SupplySettings
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.health import CameraState
from tests.integration.ingest.certificate import make_certificate
from tests.integration.ingest.scripted_camera import Script, ScriptedCamera, ok
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip
from tests.unit.ingest.packets import interleaved, packets, sender_report

QUICK = SupplySettings(
    poll_period_s=0.05,
    silence_s=1.0,
    key_frame_timeout_s=2.0,
    key_frame_gap_s=2.0,
    stable_after_s=0.0,
    watch_period_s=0.05,
    rate_window_s=0.3,
    reconnect=ReconnectPolicy(((0.1, 1), (0.1, 0))),
    rtsp=RtspSettings(connect_timeout_s=5.0, request_timeout_s=1.5, open_timeout_s=6.0),
)
"""As short as a busy machine allows: cameras that are well must not be given up."""


@contextlib.asynccontextmanager
async def supplied(*sources: CameraSource, settings=QUICK, trust=None, clock=None):
    before = asyncio.all_tasks()
    clock = clock or SystemClock()
    supply = FrameSupply(clock, Random(3), settings=settings, trust=trust)
    supply.set_cameras(sources)
    await supply.start()
    try:
        yield supply
    finally:
        await supply.close()
    ours = ("camera-", "rtsp-")
    left = [task for task in asyncio.all_tasks() - before if task.get_name().startswith(ours)]
    assert left == []


async def frames_of(supply: FrameSupply, camera_id: str, count: int = 1):
    found = []
    async with asyncio.timeout(20):
        async for frame in supply:
            if frame.camera_id == camera_id:
                found.append(frame)
                if len(found) == count:
                    break
    return found


def offline(supply: FrameSupply, camera_id: str) -> bool:
    return supply.health()[camera_id].state is CameraState.OFFLINE


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
@pytest.mark.parametrize("sdp_sets_alone", [False, True])
async def test_key_frames_come_with_all_that_is_known_and_decode(codec, sdp_sets_alone):
    source = clip(codec).without_sets() if sdp_sets_alone else clip(codec)
    pool = DecodePool(SystemClock(), threads=1)
    async with ScriptedCamera(Script(source)) as camera:
        async with supplied(CameraSource("a", camera.url())) as supply:
            frames = await frames_of(supply, "a", 5)
            await until(lambda: supply.health()["a"].fps)
            health = supply.health()["a"]
            decoded = [await pool.decode(frame) for frame in frames]
        await until(lambda: camera.open_connections == 0)
        assert camera.count("TEARDOWN") == 1
    await pool.close()
    assert [(frame.width, frame.height) for frame in frames] == [(320, 192)] * 5
    assert [frame.sequence for frame in frames] == sorted(frame.sequence for frame in frames)
    assert {frame.codec for frame in frames} == {codec}
    assert {frame.time_source for frame in frames} == {TimeSource.ARRIVAL}
    assert all(frame.bgr(160, 96).shape == (96, 160, 3) for frame in decoded)
    assert health.state is CameraState.ONLINE
    assert health.bitrate_kbps > 0
    assert health.key_interval_s > 0
    assert health.last_error is None
    assert health.lost_packets == health.dropped_key_frames == 0


async def test_cameras_that_take_turns_at_being_watched_are_all_found_silent():
    falls_silent = Script(clip(), wire=lambda number, data: data if number < 2 else b"")
    async with ScriptedCamera(falls_silent) as camera:
        sources = [CameraSource(f"{n}", camera.url(f"/{n}")) for n in range(5)]
        settings = replace(QUICK, watched_at_once=2)
        async with supplied(*sources, settings=settings) as supply:
            for source in sources:
                await frames_of(supply, source.id)
            for source in sources:
                await until(lambda one=source.id: supply.health()[one].last_error)


async def test_two_hundred_cameras_share_one_poller_and_are_told_apart():
    async with ScriptedCamera(Script(clip(), unit_every_s=0.2)) as camera:
        sources = [CameraSource(f"{n:03}", camera.url(f"/{n:03}")) for n in range(200)]
        async with supplied(*sources, settings=replace(QUICK, silence_s=10)) as supply:
            seen = set()
            async with asyncio.timeout(40):
                async for frame in supply:
                    seen.add(frame.camera_id)
                    if len(seen) == 200:
                        break
            assert len([t for t in asyncio.all_tasks() if t.get_name() == "rtsp-poller"]) == 1


async def test_cameras_are_added_changed_and_removed_without_touching_the_others():
    async with ScriptedCamera(Script(clip())) as one, ScriptedCamera(Script(clip())) as two:
        a, b = CameraSource("a", one.url("/a")), CameraSource("b", one.url("/b"))
        async with supplied(a, b) as supply:
            await frames_of(supply, "a")
            await frames_of(supply, "b")
            b_moved, c = CameraSource("b", two.url("/b2")), CameraSource("c", two.url("/c"))
            supply.set_cameras([a, b_moved, c])
            await frames_of(supply, "b")
            await frames_of(supply, "c")
            supply.set_cameras([a, c])
            assert set(supply.health()) == {"a", "c"}
            assert supply.latest("b") is None
            await until(lambda: (one.open_connections, two.open_connections) == (1, 1))
            await frames_of(supply, "a", 2)
            assert one.connections == 2
            assert supply.health()["a"].reconnects == 0


async def test_the_mailbox_keeps_the_newest_and_counts_what_it_replaced():
    async with (
        ScriptedCamera(Script(clip(), unit_every_s=0.005)) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        await until(lambda: supply.health()["a"].replaced_key_frames >= 5)
        replaced = supply.health()["a"].replaced_key_frames
        frame = supply.latest("a")
        assert frame.sequence == replaced + 1
        assert supply.latest("a") is None


def stalls(number: int, data: bytes) -> bytes:
    return data if number < 12 else b""


def corrupts(number: int, data: bytes) -> bytes:
    return data if number < 12 else b"\xee" * 20_000


def only_deltas(number: int, data: bytes) -> bytes:
    return data if number < 6 or number % 5 else b""


@pytest.mark.parametrize(
    ("wire", "words"),
    [(stalls, "no signal"), (corrupts, "breaks the protocol"), (only_deltas, "no whole key frame")],
)
async def test_a_broken_stream_is_offline_says_why_and_comes_back_by_itself(wire, words):
    script = Script(clip())
    async with ScriptedCamera(script) as bad, ScriptedCamera(Script(clip())) as good:
        sources = CameraSource("bad", bad.url()), CameraSource("good", good.url())
        with structlog.testing.capture_logs() as logs:
            async with supplied(*sources) as supply:
                await frames_of(supply, "bad")
                script.wire = wire
                # It may be back before anybody looks; why it was lost stays.
                error = await until(lambda: supply.health()["bad"].last_error)
                assert words in error.en
                assert error.zh
                await until(lambda: bad.connections >= 3)
                script.wire = Script.wire
                script.wire = lambda number, data: data
                await until(lambda: not offline(supply, "bad"))
                await frames_of(supply, "bad", 3)
                await until(lambda: any(log["event"] == "camera_back" for log in logs))
                assert supply.health()["bad"].reconnects >= 2
                await frames_of(supply, "good", 2)
                assert supply.health()["good"].reconnects == 0
                assert good.connections == 1
    events = [log["event"] for log in logs if log.get("camera") == "bad"]
    assert events[0] == "camera_lost"
    assert len(events) <= 2 * events.count("camera_back") + 1


async def test_many_failures_in_a_row_are_logged_once():
    async with ScriptedCamera(Script(clip())) as camera:
        url = camera.url()
    script = Script(clip(), answer=lambda _: b"HTTP/1.0 400 no\r\n\r\n")
    with structlog.testing.capture_logs() as logs:
        async with (
            ScriptedCamera(script) as camera,
            supplied(CameraSource("a", camera.url()), CameraSource("gone", url)),
        ):
            await until(lambda: camera.connections >= 6)
    assert sorted(log["camera"] for log in logs) == ["a", "gone"]
    assert {log["event"] for log in logs} == {"camera_lost"}


async def test_a_reset_connection_is_opened_anew():
    async with (
        ScriptedCamera(Script(clip())) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        for opened in (1, 2, 3):
            await frames_of(supply, "a", 2)
            camera.drop_all()
            await until(lambda opened=opened: supply.health()["a"].reconnects >= opened)
            assert supply.health()["a"].last_error is not None
        await frames_of(supply, "a", 2)


class Jumping:
    """A clock that goes on while the process stands still."""

    def __init__(self) -> None:
        self.ahead_s = 0.0
        self._clock = SystemClock()

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic_s(self) -> float:
        return self._clock.monotonic_s() + self.ahead_s


async def test_a_node_that_stood_still_itself_calls_no_camera_silent():
    clock = Jumping()
    async with (
        ScriptedCamera(Script(clip())) as camera,
        supplied(CameraSource("a", camera.url()), clock=clock) as supply,
    ):
        await frames_of(supply, "a", 2)
        for _ in range(3):
            clock.ahead_s += 20.0
            # Longer than it waits before it judges again.
            await frames_of(supply, "a", 12)
        assert supply.health()["a"].reconnects == 0
        assert supply.health()["a"].last_error is None
        assert camera.connections == 1


async def test_a_wrong_password_is_tried_once_and_never_logged():
    script = Script(clip(), "admin", "right", ('Digest realm="r"',))
    patient = replace(QUICK, reconnect=ReconnectPolicy(((0.05, 9), (60.0, 0))))
    with structlog.testing.capture_logs() as logs:
        async with ScriptedCamera(script) as camera:
            wrong = CameraSource("a", camera.url(), "admin", "wr0ng-one")
            inside = CameraSource("b", camera.url(userinfo="admin:wr0ng-two@"))
            right = CameraSource("c", camera.url(), "admin", "right")
            async with supplied(wrong, inside, right, settings=patient) as supply:
                await until(lambda: offline(supply, "a") and offline(supply, "b"))
                await frames_of(supply, "c", 4)
                health = supply.health()
    assert camera.connections == 3
    assert "wrong user name or password" in health["a"].last_error.en
    for text in (repr(logs), repr(health), repr(wrong), repr(inside)):
        assert "wr0ng" not in text


async def test_cameras_that_accept_and_say_nothing_do_not_hold_up_the_others():
    async with (
        ScriptedCamera(Script(clip(), answer=lambda _: b"")) as mute,
        ScriptedCamera(Script(clip())) as good,
    ):
        mutes = [CameraSource(f"m{n}", mute.url()) for n in range(40)]
        # Longer than a busy machine takes to come to the last.
        rtsp = RtspSettings(request_timeout_s=60.0, open_timeout_s=60.0)
        settings = replace(QUICK, connect_concurrency=4, rtsp=rtsp)
        async with supplied(*mutes, CameraSource("z", good.url()), settings=settings) as supply:
            await frames_of(supply, "z")
            assert supply.health()["m0"].state is CameraState.CONNECTING


async def test_a_flooding_camera_does_not_starve_the_others():
    flood = b"".join(interleaved(packet) for unit in packets(clip()) for packet in unit) * 20
    async with (
        ScriptedCamera(Script(clip(), wire=lambda n, d: flood, unit_every_s=0.0)) as bad,
        ScriptedCamera(Script(clip())) as good,
    ):
        sources = CameraSource("bad", bad.url()), CameraSource("good", good.url())
        async with supplied(*sources) as supply:
            await frames_of(supply, "bad", 3)
            await frames_of(supply, "good", 5)
            assert supply.health()["good"].lost_packets == 0


async def test_key_frames_that_lose_packets_are_dropped_and_counted_not_passed_on():
    source = clip()
    first = [len(interleaved(packet)) for packet in next(packets(source))]

    def lossy(number: int, data: bytes) -> bytes:
        if number % 10:
            return data
        cut = sum(first[:4])
        return data[:cut] + data[cut + first[4] :]

    pool = DecodePool(SystemClock(), threads=1)
    async with (
        ScriptedCamera(Script(source, wire=lossy)) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        for frame in await frames_of(supply, "a", 4):
            await pool.decode(frame)
        await until(lambda: supply.health()["a"].dropped_key_frames >= 2)
        assert supply.health()["a"].lost_packets >= 2
        assert supply.health()["a"].state is CameraState.ONLINE
    await pool.close()


def arrival(frame) -> datetime:
    """When a frame came, by the wall clock."""
    clock = SystemClock()
    return clock.now() - timedelta(seconds=clock.monotonic_s() - frame.arrived_monotonic_s)


async def test_sender_reports_give_the_capture_time_and_a_clock_that_jumps_is_left():
    off_s = 1.0
    epoch = 2_208_988_800

    def with_reports(number: int, data: bytes) -> bytes:
        now = datetime.now(UTC).timestamp() + off_s
        report = sender_report(now + epoch, 4_294_960_000 + number * 6000)
        return interleaved(report, 1) + data

    async with (
        ScriptedCamera(Script(clip(), wire=with_reports)) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        async with asyncio.timeout(20):
            async for frame in supply:
                if frame.time_source is TimeSource.SENDER_REPORT:
                    break
        assert (frame.captured_at - arrival(frame)).total_seconds() == pytest.approx(1.0, abs=0.9)
        assert supply.health()["a"].offset_s == pytest.approx(1.0, abs=0.9)
        off_s = -8 * 3600.0
        async with asyncio.timeout(20):
            async for frame in supply:
                if frame.time_source is TimeSource.ARRIVAL:
                    break
        assert abs((frame.captured_at - arrival(frame)).total_seconds()) < 2
        assert supply.health()["a"].offset_s == pytest.approx(-8 * 3600, abs=2)
        assert supply.health()["a"].time_source is TimeSource.ARRIVAL


async def test_a_change_of_resolution_in_the_middle_is_followed():
    script = Script(clip())
    pool = DecodePool(SystemClock(), threads=1)
    sizes = set()
    async with (
        ScriptedCamera(script) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        large = clip(width=640, height=360)
        units = packets(large, first_sequence=0, repeat=True)

        def grows(number: int, data: bytes) -> bytes:
            if number < 20:
                return data
            return b"".join(interleaved(packet) for packet in next(units))

        script.wire = grows
        async with asyncio.timeout(20):
            async for frame in supply:
                decoded = await pool.decode(frame)
                assert (decoded.width, decoded.height) == (frame.width, frame.height)
                sizes.add((frame.width, frame.height))
                if len(sizes) == 2:
                    break
    assert sizes == {(320, 192), (640, 360)}
    await pool.close()


async def test_a_change_of_codec_is_found_by_asking_again():
    script = Script(clip(Codec.H264))
    async with (
        ScriptedCamera(script) as camera,
        supplied(CameraSource("a", camera.url())) as supply,
    ):
        await frames_of(supply, "a")
        script.clip = clip(Codec.H265)
        camera.drop_all()
        async with asyncio.timeout(20):
            async for frame in supply:
                if frame.codec is Codec.H265:
                    break


@pytest.mark.parametrize("way", ["own authority", "pinned", "pinned for one camera"])
async def test_rtsps_plays_where_the_certificate_is_trusted(tmp_path, way):
    certificate = make_certificate(tmp_path)
    trust = {
        "own authority": TlsTrust(ca_file=certificate.file),
        "pinned": TlsTrust(pinned_sha256=certificate.sha256.upper()),
        "pinned for one camera": TlsTrust(),
    }[way]
    pin = certificate.sha256 if way == "pinned for one camera" else None
    async with ScriptedCamera(Script(clip()), tls=certificate.server) as camera:
        source = CameraSource("a", camera.url(scheme="rtsps"), certificate_sha256=pin)
        async with supplied(source, trust=trust) as supply:
            assert await frames_of(supply, "a", 3)
        await until(lambda: camera.open_connections == 0)


@pytest.mark.parametrize("trust", [TlsTrust(), TlsTrust(pinned_sha256="00" * 32)])
async def test_rtsps_with_an_unknown_certificate_is_refused_before_anything_is_sent(
    tmp_path, trust
):
    async with ScriptedCamera(Script(clip()), tls=make_certificate(tmp_path).server) as camera:
        source = CameraSource("a", camera.url(scheme="rtsps"), "admin", "secret-1")
        async with supplied(source, trust=trust) as supply:
            await until(lambda: offline(supply, "a"))
            assert "certificate" in supply.health()["a"].last_error.en
    assert camera.requests == []


async def test_closing_in_the_middle_of_connecting_leaves_nothing_behind():
    script = Script(clip(), answer=lambda request: ok() if request.method == "OPTIONS" else b"")
    async with ScriptedCamera(script) as camera:
        sources = [CameraSource(str(n), camera.url()) for n in range(30)]
        async with supplied(*sources):
            await until(lambda: camera.connections > 5)
        await until(lambda: camera.open_connections == 0)


async def test_an_address_that_cannot_be_used_is_said_and_harms_nobody():
    async with ScriptedCamera(Script(clip())) as camera:
        sources = CameraSource("bad", "rtsp://u:s3cret@:99/"), CameraSource("good", camera.url())
        async with supplied(*sources) as supply:
            await frames_of(supply, "good", 2)
            assert offline(supply, "bad")
            assert "s3cret" not in str(supply.health()["bad"].last_error)


async def test_of_a_camera_that_nobody_looks_at_only_some_frames_come_and_all_again_when_asked():
    script = Script(clip())  # a key frame every 0.1 s
    async with ScriptedCamera(script) as camera:
        idle = CameraSource("a", camera.url(), frames_every_s=1.0)
        async with supplied(idle) as supply:
            frames = await frames_of(supply, "a", 4)
            spacing = [
                later.arrived_monotonic_s - earlier.arrived_monotonic_s
                for earlier, later in itertools.pairwise(frames)
            ]
            # After the first two their interval is known.
            assert min(spacing[1:]) > 0.7
            assert [frame.sequence for frame in frames] == [1, 2, 3, 4]
            assert supply.health()["a"].state is CameraState.ONLINE
            supply.set_cameras([replace(idle, frames_every_s=0.0)])
            await until(lambda: supply.health()["a"].replaced_key_frames > 5)
            assert supply.health()["a"].reconnects == 0
            assert supply.health()["a"].lost_packets == 0
    assert camera.connections == 1
