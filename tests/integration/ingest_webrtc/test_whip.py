"""Devices that publish to us, over the real endpoint."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path
from random import Random

import httpx
import pytest

from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.node_server.tls_files import TlsFiles
from ingest.source_kind import SourceKind
from ingest.supply import FrameSupply
from ingest.webrtc.errors import PeerLost, PublisherLeft
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.node.health import CameraState
from tests.integration.ingest.waiting import until
from tests.integration.ingest_webrtc.certificate import make_files
from tests.integration.ingest_webrtc.node import (
    CAMERA,
    CLOCK,
    OTHER,
    SETTINGS,
    SOURCES,
    TOKEN,
    holding,
    node,
)
from tests.integration.ingest_webrtc.publisher import Publisher


@pytest.mark.parametrize(("codec", "width", "height"), [("H264", 640, 360), ("VP8", 320, 240)])
async def test_what_a_device_publishes_comes_out_as_key_frames_that_decode(
    codec: str, width: int, height: int
) -> None:
    pool = DecodePool(CLOCK, threads=1)
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN, codec, width, height)
        try:
            response = await publisher.publish()
            assert response.status_code == 201
            await until(lambda: len(held.frames) >= 4)
            await until(lambda: held.frames[-1].time_source is TimeSource.SENDER_REPORT)
            frames = list(held.frames)
            pictures = [await pool.decode(frame) for frame in frames[:3]]
            await until(lambda: held.link is not None and held.link.figures.fps is not None)
            figures = held.link.figures
            assert held.link.kind is SourceKind.WHIP
        finally:
            await publisher.close()
            await pool.close()
    assert {frame.codec for frame in frames} == {Codec(codec.lower())}
    assert {(frame.width, frame.height) for frame in frames} == {(width, height)}
    assert [frame.sequence for frame in frames] == list(range(1, len(frames) + 1))
    assert {(one.width, one.height) for one in pictures} == {(width, height)}
    assert pictures[0].luma(width, height).std() > 20, "bars, not a grey picture"
    assert all(frame.picture is None and frame.data for frame in frames)
    arrivals = [frame.arrived_monotonic_s for frame in frames]
    gaps = [later - earlier for earlier, later in itertools.pairwise(arrivals)]
    assert min(gaps) > 0.2, "no more often than asked for"
    assert figures.bitrate_kbps > 0
    assert figures.fps > 1
    assert figures.key_interval_s > 0
    assert abs(figures.offset_s) < 10


async def test_the_picture_size_may_change_in_mid_stream() -> None:
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN, "VP8", 320, 192)
        try:
            await publisher.publish()
            await until(lambda: held.frames)
            publisher.track.size = (192, 320)
            await until(lambda: held.frames[-1].width == 192)
            assert held.errors == []
        finally:
            await publisher.close()
    assert held.frames[-1].height == 320


async def test_a_delete_ends_the_session_and_the_device_may_come_again() -> None:
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        first = Publisher(house.whip(), TOKEN)
        await first.publish()
        await until(lambda: held.frames)
        assert (await first.delete()).status_code == 200
        assert (await first.delete()).status_code == 404
        await until(lambda: held.errors)
        await first.close()
        assert isinstance(held.errors[0], PublisherLeft)
        assert held.errors[0].message.zh.startswith("推流端已离开")
        assert house.hub.sessions == 0
        seen = len(held.frames)
        second = Publisher(house.whip(), TOKEN)
        try:
            await second.publish()
            await until(lambda: len(held.frames) > seen)
        finally:
            await second.close()


async def test_a_device_that_leaves_without_a_word_is_missed() -> None:
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN)
        await publisher.publish()
        await until(lambda: held.frames)
        await publisher.close()
        await until(lambda: held.errors)
        await until(lambda: house.hub.sessions == 0)
    assert isinstance(held.errors[0], PublisherLeft)


async def test_a_device_that_falls_silent_is_sent_away() -> None:
    settings = replace(SETTINGS, silence_s=2.0)
    async with node(settings) as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN)
        try:
            await publisher.publish()
            await until(lambda: held.frames)
            publisher.connection.getSenders()[0].replaceTrack(None)
            await until(lambda: held.errors)
            await until(lambda: house.hub.sessions == 0)
        finally:
            await publisher.close()
    assert type(held.errors[0]).__name__ == "NoSignal"


async def test_a_second_publisher_with_the_right_token_takes_over_at_once() -> None:
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        first = Publisher(house.whip(), TOKEN, width=320, height=192)
        second = Publisher(house.whip(), TOKEN, width=192, height=160)
        try:
            await first.publish()
            await until(lambda: held.frames)
            assert (await second.publish()).status_code == 201
            await until(lambda: held.frames[-1].width == 192)
            assert (await first.delete()).status_code == 404, "its session is no more"
            await until(lambda: house.hub.sessions == 1)
            assert held.errors == [], "a change of network is no failure"
        finally:
            await first.close()
            await second.close()


async def test_two_cameras_do_not_mix() -> None:
    async with (
        node() as house,
        holding(house.maker, SOURCES[CAMERA]) as one,
        holding(house.maker, SOURCES[OTHER]) as two,
    ):
        first = Publisher(house.whip(), TOKEN, "H264", 320, 192)
        second = Publisher(house.whip(OTHER), "another-token", "VP8", 160, 96)
        try:
            await asyncio.gather(first.publish(), second.publish())
            await until(lambda: len(one.frames) >= 2 and len(two.frames) >= 2)
        finally:
            await asyncio.gather(first.close(), second.close())
    assert {(f.camera_id, f.width) for f in one.frames} == {(CAMERA, 320)}
    assert {(f.camera_id, f.width) for f in two.frames} == {(OTHER, 160)}


async def test_a_device_that_never_gets_through_is_given_up_and_said() -> None:
    settings = replace(SETTINGS, connect_timeout_s=0.5)
    async with node(settings) as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN)
        offer = await publisher.offer()
        await publisher.close()  # its sockets are gone before anything can be sent
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.post(
                house.whip(),
                content=offer,
                headers={"Content-Type": "application/sdp", **publisher.headers},
            )
        assert response.status_code == 201
        await until(lambda: held.errors)
        await until(lambda: house.hub.sessions == 0)
    assert isinstance(held.errors[0], PeerLost)


async def test_a_publisher_for_whom_no_camera_waits_is_sent_away() -> None:
    async with node(replace(SETTINGS, unclaimed_s=0.3)) as house:
        publisher = Publisher(house.whip(), TOKEN)
        try:
            assert (await publisher.publish()).status_code == 201
            await until(lambda: house.hub.sessions == 0)
        finally:
            await publisher.close()


async def test_candidates_that_are_names_are_left_out_and_the_device_still_gets_through() -> None:
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN)
        original = publisher.offer

        async def hidden() -> str:
            lines = (await original()).splitlines()
            kept = [
                line.replace("127.0.0.1", "0b1c2d3e-1111-2222-3333-444455556666.local")
                if line.startswith("a=candidate")
                else line
                for line in lines
            ]
            return "\r\n".join(kept) + "\r\n"

        publisher.offer = hidden  # type: ignore[method-assign]
        try:
            assert (await publisher.publish()).status_code == 201
            await until(lambda: held.frames)
        finally:
            await publisher.close()


async def test_sound_is_not_taken() -> None:
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN)
        publisher.connection.addTransceiver("audio", direction="sendonly")
        try:
            response = await publisher.publish()
            await until(lambda: held.frames)
        finally:
            await publisher.close()
    audio = response.text.split("m=audio")[1]
    assert "a=inactive" in audio


@pytest.mark.timeout(150)
async def test_packets_lost_on_the_way_are_asked_for_again() -> None:
    async with node() as house, holding(house.maker, SOURCES[CAMERA]) as held:
        publisher = Publisher(house.whip(), TOKEN, "VP8", 640, 360, noise=True)
        [transceiver] = publisher.connection.getTransceivers()
        transport = transceiver.sender.transport
        send, count = transport._send_rtp, itertools.count()

        async def lossy(data: bytes) -> None:
            # RTCP has packet types 192 to 223 where RTP has marker and payload type (RFC 5761 §4).
            if 192 <= data[1] <= 223 or next(count) % 6 != 5:
                await send(data)

        transport._send_rtp = lossy
        try:
            await publisher.publish()
            # Of eight packets and more: without repeats one in four came whole.
            await until(lambda: sum(len(one.data) > 10_000 for one in held.frames) >= 4, 50)
            assert held.errors == []
            assert held.link is not None
            assert held.link.figures.dropped_key_frames <= 2
        finally:
            await publisher.close()


async def test_devices_publish_over_https(tmp_path: Path) -> None:
    certificate, key = make_files(tmp_path)
    async with (
        node(tls=TlsFiles(certificate, key)) as house,
        holding(house.maker, SOURCES[CAMERA]) as held,
    ):
        assert house.server.url.startswith("https://")
        publisher = Publisher(house.whip(), TOKEN, trust=certificate)
        try:
            assert (await publisher.publish()).status_code == 201
            await until(lambda: held.frames)
        finally:
            await publisher.close()


@pytest.mark.timeout(200)
async def test_a_town_of_cameras_takes_a_device_in_and_follows_the_registry() -> None:
    """The real supply: a camera looked at now and then keeps its device; a new token does not."""
    sources = dict(SOURCES)
    async with node(sources=sources) as house:
        supply = FrameSupply(CLOCK, Random(1), makers={SourceKind.WHIP: house.maker})
        await supply.start()
        publisher = Publisher(house.whip(), TOKEN)
        try:
            supply.set_cameras([replace(sources[CAMERA], held=False)])
            assert (await publisher.publish()).status_code == 201
            for _ in range(2):
                supply.fetch(CAMERA)
                async with asyncio.timeout(40):
                    frame = await supply.next_frame()
                assert frame.camera_id == CAMERA
                await until(lambda: not house.hub._current[CAMERA].claimed)
            supply.set_cameras([sources[CAMERA]])
            async with asyncio.timeout(40):
                await supply.next_frame()
            health = supply.health()[CAMERA]
            assert (health.state, health.source) == (CameraState.ONLINE, SourceKind.WHIP)
            assert health.last_error is None
            assert house.hub.sessions == 1
            sources[CAMERA] = replace(sources[CAMERA], password="a-new-token")
            supply.set_cameras([sources[CAMERA]])
            await until(lambda: house.hub.sessions == 0)
            again = Publisher(house.whip(), "a-new-token")
            assert (await again.publish()).status_code == 201
            async with asyncio.timeout(40):
                await supply.next_frame()
            del sources[CAMERA]
            supply.set_cameras([])
            await until(lambda: house.hub.sessions == 0)
            await again.close()
        finally:
            await publisher.close()
            await supply.close()
