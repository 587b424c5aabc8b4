"""The control plane against a scripted camera."""

import asyncio
from dataclasses import replace
from random import Random

import pytest

from ingest.codec import Codec
from ingest.errors import (
    CameraUnreachable,
    CredentialsRefused,
    NoUsableVideo,
    RtspProtocolError,
    RtspRefusal,
    SpeaksHttp,
    TooSlow,
)
from ingest.rtsp.access_unit_stream import AccessUnitStream
from ingest.rtsp.connector import Connector
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.interleaved_channels import InterleavedChannels
from ingest.rtsp.rtsp_session import RtspSession
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import SharpEyesError
from tests.integration.ingest.scripted_camera import Script, ScriptedCamera, ok, status
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip
from tests.unit.ingest.packets import interleaved, packets

SECRET = "pa:ss, \"w\\or'd"
PATIENT = RtspSettings(connect_timeout_s=20.0, request_timeout_s=20.0, open_timeout_s=40.0)
"""Of tests in which no limit runs out, however busy the machine."""


def session(url: str, credentials: Credentials | None = None, settings=PATIENT, trust=None):
    plain, inside = RtspUrl.parse(url)
    rng = Random(5)
    return RtspSession(
        plain,
        credentials or inside,
        Connector(settings, trust or TlsTrust()),
        settings,
        lambda: f"{rng.getrandbits(64):016x}",
    )


async def first_units(opened: RtspSession, count: int = 3):
    async with AccessUnitStream(opened, SystemClock(), silence_s=20) as stream:
        return [await anext(stream) for _ in range(count)]


CHALLENGES = {
    "basic": ('Basic realm="r"',),
    "md5 as old cameras say it": ('Digest realm="r"',),
    "md5 with qop": ('Digest realm="r, \\"x\\"", qop="auth", algorithm=MD5',),
    "sha-256 alone": ('Digest realm="r", algorithm=SHA-256, qop="auth,auth-int"',),
    "sha-256 without qop": ('Digest realm="r", algorithm=SHA-256',),
    "md5 before sha-256": (
        'Digest realm="r", algorithm=MD5',
        'Digest realm="r", algorithm=SHA-256',
    ),
    "sha-256 before md5": (
        'Digest realm="r", algorithm=SHA-256',
        'Digest realm="r", algorithm=MD5',
    ),
    "basic before digest": ('Basic realm="r"', 'Digest realm="r", algorithm=MD5'),
}


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
async def test_a_camera_without_a_password_plays(codec):
    async with ScriptedCamera(Script(clip(codec))) as camera:
        units = await first_units(session(camera.url()))
        assert [unit.key for unit in units] == [True, False, False]
        await until(lambda: camera.count("TEARDOWN") == 1 and camera.open_connections == 0)
    methods = [request.method for request in camera.requests]
    assert methods == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]
    assert camera.requests[2].uri.endswith("/live/trackID=1")


@pytest.mark.parametrize("challenges", CHALLENGES.values(), ids=CHALLENGES.keys())
async def test_a_camera_lets_us_in_by_every_way_it_may_ask_for(challenges):
    script = Script(clip(), username="admin", password=SECRET, challenges=challenges)
    async with ScriptedCamera(script) as camera:
        units = await first_units(session(camera.url(), Credentials("admin", SECRET)))
    assert units[0].key
    # After the first answer every request is signed in advance: one refusal in all.
    assert camera.count("OPTIONS") == 2
    assert camera.count("DESCRIBE") == 1


async def test_a_stale_nonce_is_renewed_in_the_middle_of_a_session():
    script = Script(clip(), "admin", "x", ('Digest realm="r", qop="auth"',), nonce_lasts=2)
    async with ScriptedCamera(script) as camera:
        assert await first_units(session(camera.url(), Credentials("admin", "x")))
    assert camera.count("SETUP") == 2


@pytest.mark.parametrize("challenges", CHALLENGES.values(), ids=CHALLENGES.keys())
@pytest.mark.parametrize("credentials", [None, Credentials("admin", "wr0ng-secret")])
async def test_wrong_or_missing_credentials_are_refused_after_one_try_and_not_told(
    challenges, credentials
):
    async with ScriptedCamera(Script(clip(), "admin", SECRET, challenges)) as camera:
        with pytest.raises(CredentialsRefused) as caught:
            await session(camera.url(), credentials).open()
        assert len(camera.requests) == (1 if credentials is None else 2)
        await until(lambda: camera.open_connections == 0)
    assert "wr0ng-secret" not in caught.value.bilingual() + str(caught.value)


REDIRECTED = "RTSP/1.0 302 Moved\r\nCSeq: <CSEQ>\r\nLocation: {}\r\n\r\n"


@pytest.mark.parametrize("method", ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"])
async def test_a_redirect_is_followed_at_any_request(method):
    async with ScriptedCamera(Script(clip())) as target:
        location = REDIRECTED.format(target.url("/other"))
        script = Script(clip())
        script.answer = lambda request: location.encode() if request.method == method else None
        async with ScriptedCamera(script) as first:
            assert await first_units(session(first.url()))
            assert "/other" in target.requests[0].uri
            await until(lambda: first.open_connections == 0)


async def test_a_circle_of_redirects_ends():
    script = Script(clip())
    async with ScriptedCamera(script) as camera:
        script.answer = lambda _: REDIRECTED.format(camera.url()).encode()
        with pytest.raises(CameraUnreachable, match="redirected too often"):
            await session(camera.url()).open()
        assert camera.connections == PATIENT.max_redirects + 1


async def test_a_password_is_not_carried_to_another_host():
    target_script = Script(clip(), "admin", "x", ('Basic realm="r"',))
    async with ScriptedCamera(target_script) as target:
        location = REDIRECTED.format(target.url().replace("127.0.0.1", "localhost"))
        script = Script(clip(), answer=lambda _: location.encode())
        async with ScriptedCamera(script) as camera:
            with pytest.raises(CredentialsRefused):
                await session(camera.url(), Credentials("admin", "x")).open()
        assert not any("authorization" in request.headers for request in target.requests)


@pytest.mark.parametrize(
    ("control", "headers", "setup_path"),
    [
        ("trackID=1", "", "/live/trackID=1"),
        ("trackID=1", "Content-Base: rtsp://10.1.2.3/base/\r\n", "/base/trackID=1"),
        ("trackID=1", "Content-Location: rtsp://10.1.2.3/loc\r\n", "/loc/trackID=1"),
        ("trackID=1", "Content-Base: nonsense://\r\n", "/live/trackID=1"),
        ("rtsp://10.1.2.3/abs/track", "Content-Base: rtsp://x/base/\r\n", "/abs/track"),
        ("/rooted", "", "/rooted"),
    ],
)
async def test_control_addresses_are_used_as_given(control, headers, setup_path):
    script = Script(clip(), path_control=control, describe_headers=headers)
    async with ScriptedCamera(script) as camera:
        assert await first_units(session(camera.url()))
    (setup,) = [request for request in camera.requests if request.method == "SETUP"]
    assert setup.uri.endswith(setup_path)


async def test_channels_are_those_that_the_server_answers():
    script = Script(clip(), transport="RTP/AVP/TCP;unicast;interleaved=6-7", channel=6)
    async with ScriptedCamera(script) as camera:
        opened = session(camera.url())
        assert await first_units(opened)
    assert opened.channels == InterleavedChannels(6, 7)


async def test_packets_before_the_answer_to_play_are_not_lost():
    source = clip()
    early = b"".join(interleaved(packet) for packet in next(packets(source)))
    script = Script(source, before_play_answer=early, unit_every_s=60.0, wire=lambda n, d: b"")
    async with ScriptedCamera(script) as camera:
        opened = session(camera.url())
        async with AccessUnitStream(opened, SystemClock(), silence_s=20) as stream:
            assert (await anext(stream)).key
            assert opened.take_early_bytes() == b"", "held for as long as the stream lasts"


def replies(**answers: bytes):
    return lambda request: answers.get(request.method)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (replies(DESCRIBE=status(404)), RtspRefusal),
        (replies(DESCRIBE=status(503)), RtspRefusal),
        (replies(SETUP=status(461)), RtspRefusal),
        (replies(PLAY=status(455)), RtspRefusal),
        (replies(DESCRIBE=ok("Content-Length: 6\r\n", "v=0\r\n.")), NoUsableVideo),
        (replies(OPTIONS=b"HTTP/1.1 400 Bad\r\n\r\n"), SpeaksHttp),
        (replies(OPTIONS=b"\xff" * 40_000), RtspProtocolError),
        (replies(OPTIONS=b"$\x05\xff\xff" + bytes(65535) * 40), RtspProtocolError),
        (
            replies(DESCRIBE=b"RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n"),
            RtspProtocolError,
        ),
        (replies(OPTIONS=b""), TooSlow),
        (replies(DESCRIBE=b"RTSP/1.0 200 OK\r\nCSeq: <CSEQ>\r\n"), TooSlow),
        (replies(DESCRIBE=status(401)), CredentialsRefused),
        (replies(SETUP=ok("Transport: RTP/AVP;unicast;client_port=5000-5001\r\n")), RtspRefusal),
        (replies(SETUP=ok("Transport: RTP/AVP;multicast;port=5000-5001\r\n")), RtspRefusal),
    ],
)
async def test_each_way_of_not_answering_has_its_error_and_leaves_nothing_open(answer, error):
    settings = replace(PATIENT, request_timeout_s=0.3) if error is TooSlow else PATIENT
    async with ScriptedCamera(Script(clip(), answer=answer)) as camera:
        with pytest.raises(error) as caught:
            await session(camera.url(userinfo="u:se-cret@"), settings=settings).open()
        await until(lambda: camera.open_connections == 0)
    assert isinstance(caught.value, SharpEyesError)
    assert "127.0.0.1" in str(caught.value)
    assert "se-cret" not in str(caught.value)


@pytest.mark.parametrize("code", [404, 405, 501])
async def test_a_camera_that_does_not_know_options_plays_all_the_same(code):
    async with ScriptedCamera(Script(clip(), answer=replies(OPTIONS=status(code)))) as camera:
        assert await first_units(session(camera.url()))


async def test_nobody_there_is_said():
    async with ScriptedCamera(Script(clip())) as camera:
        url = camera.url()
    with pytest.raises(CameraUnreachable, match="refused"):
        await session(url).open()


@pytest.mark.parametrize(
    ("public", "refuses", "methods"),
    [
        ("OPTIONS, GET_PARAMETER", "", {"GET_PARAMETER"}),
        ("OPTIONS, DESCRIBE", "", {"OPTIONS"}),
        ("", "", {"GET_PARAMETER"}),
        ("", "GET_PARAMETER", {"GET_PARAMETER", "OPTIONS"}),
    ],
)
async def test_signs_of_life_are_sent_at_half_the_timeout_in_a_way_the_camera_knows(
    public, refuses, methods
):
    script = Script(clip(), public=public, session="abc;timeout=2")
    if refuses:
        script.answer = replies(GET_PARAMETER=status(501))
    async with ScriptedCamera(script) as camera:
        opened = session(camera.url())
        assert opened.keep_alive_s == 30.0
        async with AccessUnitStream(opened, SystemClock()) as stream:
            assert opened.keep_alive_s == 1.0
            seen = len(camera.requests)

            def kept() -> set[str]:
                return {request.method for request in camera.requests[seen:]}

            async def read() -> None:
                async for _ in stream:
                    if kept() == methods:
                        return

            await asyncio.wait_for(read(), 40)
    assert all(r.headers["session"] == "abc" for r in camera.requests[seen:])


async def test_requests_of_the_server_are_answered_and_its_redirect_ends_the_session():
    async with ScriptedCamera(Script(clip())) as camera:
        async with AccessUnitStream(session(camera.url()), SystemClock()) as stream:
            await anext(stream)
            for method in ("OPTIONS", "GET_PARAMETER", "STRANGE"):
                camera.send(f"{method} * RTSP/1.0\r\nCSeq: 7\r\n\r\n".encode())
            camera.send(b"REDIRECT * RTSP/1.0\r\nCSeq: 8\r\nLocation: rtsp://x/\r\n\r\n")
            with pytest.raises(CameraUnreachable, match="elsewhere"):
                async for _ in stream:
                    pass
        await until(lambda: camera.count("ANSWER") >= 3)
    answers = [request.uri for request in camera.requests if request.method == "ANSWER"]
    assert answers[:3] == ["RTSP/1.0 200 OK"] * 2 + ["RTSP/1.0 501 Not Implemented"]


async def test_a_viewer_that_is_too_slow_loses_units_up_to_a_key_frame_and_memory_stays_bounded():
    async with (
        ScriptedCamera(Script(clip(), unit_every_s=0.0)) as camera,
        AccessUnitStream(session(camera.url()), SystemClock()) as stream,
    ):
        await until(lambda: stream.dropped > 600)
        assert len(stream._units) <= 256
        units = [await anext(stream) for _ in range(20)]
    assert units[0].key or any(unit.key for unit in units)
    keys = [number for number, unit in enumerate(units) if unit.key]
    assert keys[0] == 0
