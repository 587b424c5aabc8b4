"""Streams that we subscribe to."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.errors import CameraUnreachable, CertificateRefused
from ingest.key_frame import KeyFrame
from ingest.rtsp.tls_trust import TlsTrust
from ingest.source_kind import SourceKind
from ingest.webrtc.errors import (
    BadDescription,
    BadWebRtcAddress,
    NoCommonVideo,
    PeerLost,
    WhepRefusal,
    WhepUnauthorized,
)
from ingest.webrtc.whep_link import WhepLink
from ingest.webrtc.whep_link_maker import WhepLinkMaker
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.errors import SharpEyesError
from tests.integration.ingest.waiting import until
from tests.integration.ingest_webrtc.certificate import make_files
from tests.integration.ingest_webrtc.node import CAMERA, CLOCK, SETTINGS, holding
from tests.integration.ingest_webrtc.whep_server import TOKEN, whep_server

MAKER = WhepLinkMaker(CLOCK, SETTINGS)


def source(port: int, path: str = "/stream", **more: str) -> CameraSource:
    return CameraSource(CAMERA, f"whep://127.0.0.1:{port}{path}", password=TOKEN, **more)


def link(camera: CameraSource, maker: WhepLinkMaker = MAKER) -> tuple[WhepLink, list[KeyFrame]]:
    frames: list[KeyFrame] = []
    return maker(camera, LinkHost(frames.append, lambda: len(frames) + 1)), frames


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_a_subscribed_stream_comes_out_as_key_frames(codec: str) -> None:
    async with whep_server(codec) as camera:
        async with holding(MAKER, source(camera.port)) as held:
            await until(lambda: len(held.frames) >= 3)
            await until(lambda: held.frames[-1].time_source is TimeSource.SENDER_REPORT)
            assert held.link is not None
            assert held.link.kind is SourceKind.WHEP
        assert camera.deleted == ["0"], "we say good-bye"
    assert {(f.codec, f.width, f.height) for f in held.frames} == {(Codec(codec.lower()), 320, 192)}
    assert camera.tokens == [f"Bearer {TOKEN}"]
    assert held.errors == []


async def test_a_redirect_within_the_server_is_followed_with_the_token() -> None:
    async with whep_server() as camera:
        made, frames = link(source(camera.port, "/moved"))
        await made.open()
        run = asyncio.create_task(made.run())
        await until(lambda: frames)
        await made.close()
        run.cancel()
        assert camera.tokens == [f"Bearer {TOKEN}"]


async def test_a_server_that_ends_the_stream_is_said_to_have() -> None:
    async with whep_server() as camera:
        made, frames = link(source(camera.port))
        await made.open()
        run = asyncio.create_task(made.run())
        await until(lambda: frames)
        await camera.close()
        with pytest.raises(PeerLost) as caught:
            await asyncio.wait_for(run, 30)
        await made.close()
    assert "127.0.0.1" in caught.value.message.zh


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, WhepUnauthorized),
        (403, WhepUnauthorized),
        (404, WhepRefusal),
        (406, WhepRefusal),
        (500, WhepRefusal),
        (200, WhepRefusal),
    ],
)
async def test_a_refusal_is_said(status: int, error: type[SharpEyesError]) -> None:
    async with whep_server() as camera:
        camera.status = status
        made, _ = link(source(camera.port))
        with pytest.raises(error) as caught:
            await made.open()
        await made.close()
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", BadDescription),
        ("v=0\r\nm=video 9 X 96\r\n", BadDescription),
        ("x" * 100_000, CameraUnreachable),
        (
            "v=0\r\na=fingerprint:sha-256 " + ":".join(["00"] * 32) + "\r\nm=audio 9 X 1\r\n",
            NoCommonVideo,
        ),
        (
            "v=0\r\na=fingerprint:sha-256 " + ":".join(["00"] * 32) + "\r\nm=video 9 X 1\r\n",
            NoCommonVideo,
        ),
    ],
)
async def test_an_answer_that_is_none_is_said(body: str, error: type[SharpEyesError]) -> None:
    async with whep_server() as camera:
        camera.body = body
        made, _ = link(source(camera.port))
        with pytest.raises(error):
            await made.open()
        await made.close()


async def test_nobody_there_is_said() -> None:
    made, _ = link(source(1))
    with pytest.raises(CameraUnreachable):
        await made.open()
    await made.close()


async def test_a_stream_that_no_packet_of_comes_is_given_up() -> None:
    maker = WhepLinkMaker(CLOCK, replace(SETTINGS, connect_timeout_s=0.3))
    async with whep_server() as camera:
        made, _ = link(source(camera.port), maker)

        async def closing() -> None:
            await until(lambda: camera.sessions)
            await camera.close()

        async def all_of_it() -> None:
            await made.open()
            await made.run()

        closer = asyncio.create_task(closing())
        with pytest.raises(PeerLost):
            await all_of_it()
        await closer
        await made.close()


@pytest.mark.parametrize(
    "url",
    ["whep://", "whep://:80/x", "whep://h:0/x", "whep://h:99999/x", "whep://h/a b", "http://h/x"],
)
async def test_an_address_that_is_none_is_said_without_its_token(url: str) -> None:
    made, _ = link(CameraSource(CAMERA, url.replace("://", "://u:secret-1@")))
    with pytest.raises(BadWebRtcAddress) as caught:
        await made.open()
    await made.close()
    assert "secret-1" not in caught.value.bilingual()


async def test_a_pinned_certificate_is_compared_before_the_token_is_sent(tmp_path: Path) -> None:
    certificate, key = make_files(tmp_path)
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text())
    right, wrong = hashlib.sha256(der).hexdigest(), "00" * 32
    async with whep_server(tls=(certificate, key)) as camera:
        url = f"wheps://127.0.0.1:{camera.port}/stream"
        pinned = CameraSource(CAMERA, url, password=TOKEN, certificate_sha256=right)
        made, frames = link(pinned)
        await made.open()
        run = asyncio.create_task(made.run())
        await until(lambda: frames)
        await made.close()
        run.cancel()
        assert camera.tokens == [f"Bearer {TOKEN}"]
        other, _ = link(replace(pinned, certificate_sha256=wrong))
        with pytest.raises(CertificateRefused):
            await other.open()
        await other.close()
        unknown, _ = link(replace(pinned, certificate_sha256=None))
        with pytest.raises(CameraUnreachable):
            await unknown.open()
        await unknown.close()
        assert camera.tokens == [f"Bearer {TOKEN}"], "nobody else was shown it"
        authority, seen = link(
            replace(pinned, certificate_sha256=None),
            WhepLinkMaker(CLOCK, SETTINGS, TlsTrust(ca_file=certificate)),
        )
        await authority.open()
        assert seen is not None
        await authority.close()
