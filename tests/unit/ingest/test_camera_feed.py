"""One camera, by links that do as they are told."""

import asyncio
import contextlib
from datetime import UTC, datetime
from random import Random

import pytest
import structlog.testing

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.errors import CameraUnreachable, NoKeyFrame
from ingest.key_frame import KeyFrame
from ingest.link_figures import LinkFigures
from ingest.reconnect import ReconnectPolicy
from ingest.source_kind import SourceKind
from ingest.supply import FrameSupply
from ingest.supply_settings import SupplySettings
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.health import CameraState
from tests.integration.ingest.waiting import until

SETTINGS = SupplySettings(
    watch_period_s=0.02, stable_after_s=0.0, reconnect=ReconnectPolicy(((0.01, 0),))
)
AT = datetime(2026, 5, 1, tzinfo=UTC)


class Link:
    """Does what its maker was told."""

    def __init__(self, maker, source, host):
        self.kind = maker.kind
        self.maker, self.source, self.host = maker, source, host
        self.closed = False
        self.figures = LinkFigures(fps=15.0)
        self.over = asyncio.get_running_loop().create_future()
        self.thinned = []

    async def open(self):
        if self.maker.refuse is not None:
            raise self.maker.refuse

    async def run(self):
        await self.over

    def watch(self, now_s):
        pass

    def thin(self, every_s):
        self.thinned.append(every_s)

    def tap(self, max_bytes):
        pass

    def tapped(self):
        return []

    async def close(self):
        self.closed = True
        if self.maker.close_hangs:
            await asyncio.Event().wait()

    def frame(self):
        self.host.take(
            KeyFrame(
                camera_id=self.source.id,
                captured_at=AT,
                time_source=TimeSource.ARRIVAL,
                arrived_monotonic_s=0.0,
                sequence=self.host.next_sequence(),
                codec=Codec.H264,
                width=64,
                height=36,
                data=b"",
            )
        )


class Maker:
    def __init__(self, kind):
        self.kind = kind
        self.links = []
        self.refuse = None
        self.close_hangs = False

    def __call__(self, source, host):
        self.links.append(Link(self, source, host))
        return self.links[-1]

    @property
    def open(self):
        return [link for link in self.links if not link.closed]


@contextlib.asynccontextmanager
async def town(*sources, quarantined=()):
    own, child = Maker(SourceKind.RTSP), Maker(SourceKind.CHILD)
    supply = FrameSupply(
        SystemClock(),
        Random(1),
        settings=SETTINGS,
        makers={SourceKind.RTSP: own, SourceKind.CHILD: child},
        quarantined=quarantined,
    )
    supply.set_cameras(sources)
    await supply.start()
    try:
        yield supply, own, child
    finally:
        await supply.close()
    assert own.open == child.open == []


def camera(**more):
    return CameraSource("a", "rtsp://camera/", **more)


async def opened(maker, count=1):
    await until(lambda: len(maker.links) == count)
    await asyncio.sleep(0)
    return maker.links[-1]


def unreachable():
    return CameraUnreachable("a", Bilingual(zh="断", en="broken"))


async def test_a_stream_that_is_not_ours_to_read_goes_to_the_child_process_and_says_so():
    async with town(camera()) as (supply, own, child):
        for count in (1, 2):
            (await opened(own, count)).over.set_exception(NoKeyFrame("a", 10.0))
        (await opened(child)).frame()
        health = supply.health()["a"]
        assert (health.state, health.source) == (CameraState.ONLINE, SourceKind.CHILD)
        assert len(own.links) == 2


async def test_a_camera_in_quarantine_is_never_opened_by_our_own_client():
    async with town(camera(), quarantined=["a"]) as (supply, own, child):
        (await opened(child)).over.set_exception(unreachable())
        await opened(child, 2)
        assert own.links == []
        assert supply.health()["a"].source is SourceKind.CHILD


async def test_a_camera_that_is_not_held_is_opened_only_when_fetched():
    async with town(camera(held=False)) as (supply, own, _):
        await asyncio.sleep(0)
        assert own.links == []
        supply.fetch("a")
        link = await opened(own)
        link.frame()
        await until(lambda: link.closed)
        assert (await supply.next_frame()).sequence == 1
        assert supply.health()["a"].state is CameraState.ONLINE


async def test_a_fetch_brings_as_many_frames_as_were_asked_for():
    async with town(camera(held=False)) as (supply, own, _):
        supply.fetch("a", 3)
        link = await opened(own)
        for number in (1, 2):
            link.frame()
            assert (await supply.next_frame()).sequence == number
            supply.fetch("a")  # no more than what is still to come
        assert not link.closed
        link.frame()
        await until(lambda: link.closed)
        supply.fetch("a")
        (await opened(own, 2)).frame()
        await until(lambda: own.links[1].closed)
        assert supply.health()["a"].reconnects == 0


async def test_of_two_who_ask_for_frames_the_one_who_wants_most_gets_them():
    async with town(camera(held=False)) as (supply, own, _):
        supply.fetch("a")
        link = await opened(own)
        supply.fetch("a", 2)
        link.frame()
        await asyncio.sleep(0)
        assert not link.closed
        link.frame()
        await until(lambda: link.closed)


async def test_a_camera_let_go_while_it_is_lost_is_tried_until_it_is_back():
    async with town(camera()) as (supply, own, _):
        own.refuse = unreachable()
        await until(lambda: supply.health()["a"].state is CameraState.OFFLINE)
        supply.set_cameras([camera(held=False)])
        own.refuse = None
        await until(lambda: own.open)
        link = own.open[-1]
        link.frame()
        await until(lambda: link.closed)
        assert supply.health()["a"].state is CameraState.ONLINE


async def test_a_camera_may_be_let_go_held_and_let_go_while_its_link_ends():
    async with town(camera()) as (supply, own, _):
        link = await opened(own)
        link.frame()
        for held in (False, True, False, True, False, True):
            supply.set_cameras([camera(held=held)])
            await asyncio.sleep(0)
        await until(lambda: own.open)
        own.open[-1].frame()
        assert supply.health()["a"].state is CameraState.ONLINE


async def test_letting_go_without_a_frame_is_no_recovery():
    with structlog.testing.capture_logs() as logs:
        async with town(camera()) as (supply, own, _):
            own.refuse = unreachable()
            await until(lambda: len(own.links) > 1)
            own.refuse = None
            await until(lambda: own.open)
            supply.set_cameras([camera(held=False)])
            supply.set_cameras([camera(held=True)])
            await until(lambda: own.open)
    assert [entry["event"] for entry in logs] == ["camera_lost"]


async def test_a_fetch_that_fails_is_tried_again_and_said_once_each_way():
    with structlog.testing.capture_logs() as logs:
        async with town(camera(held=False)) as (supply, own, _):
            own.refuse = unreachable()
            supply.fetch("a")
            await until(lambda: len(own.links) > 3)
            assert supply.health()["a"].state is CameraState.OFFLINE
            own.refuse = None
            await until(lambda: own.open)
            link = own.open[-1]
            link.frame()
            await until(lambda: link.closed)
            assert supply.health()["a"].state is CameraState.ONLINE
            await until(lambda: len(logs) == 2)
    assert [entry["event"] for entry in logs] == ["camera_lost", "camera_back"]


async def test_a_camera_may_be_held_and_let_go_again_without_a_reconnection():
    async with town(camera()) as (supply, own, _):
        link = await opened(own)
        link.frame()
        supply.set_cameras([camera(held=True)])
        assert not link.closed
        supply.set_cameras([camera(held=False)])
        await until(lambda: link.closed)
        supply.set_cameras([camera(held=True)])
        second = await opened(own, 2)
        second.frame()
        assert not second.closed
        assert supply.health()["a"].state is CameraState.ONLINE


async def test_a_camera_that_nobody_looks_at_any_more_gives_fewer_frames_by_the_same_connection():
    async with town(camera()) as (supply, own, _):
        link = await opened(own)
        link.frame()
        supply.set_cameras([camera(frames_every_s=10.0)])
        supply.set_cameras([camera()])
        assert link.thinned == [0.0, 10.0, 0.0]
        assert not link.closed


async def test_what_is_fetched_when_it_becomes_held_stays_open():
    async with town(camera(held=False)) as (supply, own, _):
        supply.fetch("a")
        link = await opened(own)
        supply.set_cameras([camera(held=True)])
        link.frame()
        await asyncio.sleep(0)
        assert not link.closed
        assert len(own.links) == 1


async def test_a_kind_that_this_node_does_not_take_is_an_error_with_a_next_step():
    async with town(CameraSource("a", "whip:")) as (supply, _, _):
        await until(lambda: supply.health()["a"].state is CameraState.OFFLINE)
        error = supply.health()["a"].last_error
        assert error is not None
        assert "whip" in error.en


@pytest.mark.timeout(30)
async def test_a_link_that_does_not_end_holds_nothing_up_for_long():
    async with town(camera()) as (_supply, own, _):
        own.close_hangs = True
        (await opened(own)).over.set_exception(unreachable())
        await opened(own, 2)
        own.close_hangs = False
