"""What cameras in the field do although no RFC says so: each plays all the same."""

import asyncio
from dataclasses import dataclass, field

import pytest

from ingest.codec import Codec
from ingest.rtsp.access_unit_stream import AccessUnitStream
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.interleaved_channels import InterleavedChannels
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.scripted_camera import Request, Script, ScriptedCamera, ok, status
from tests.integration.ingest.test_session import first_units, session
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip
from tests.unit.ingest.packets import interleaved, packets

SETUP_OK = ok("Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 9\r\n")


@dataclass
class Quirk:
    """A camera's way, as changes to the script, and what we are then seen to ask for."""

    script: dict = field(default_factory=dict)
    answers: dict[str, bytes] = field(default_factory=dict)
    only_setup: str = ""
    """Every other SETUP address gets 404."""
    only_play: str = ""
    rewrite: object = None
    """Changes the bytes of every answer."""
    setup: str = ""
    play: str = ""
    session: str = ""
    channels: tuple[int, int] = (0, 1)


def described(headers: str, **more) -> Quirk:
    return Quirk(script={"describe_headers": headers}, **more)


BASE = "Content-Base: rtsp://127.0.0.1/live/\r\n"
QUIRKS = {
    # Addresses.
    "no Content-Base": Quirk(setup="/live/trackID=1", play="/live"),
    "empty Content-Base": described("Content-Base: \r\n", setup="/live/trackID=1"),
    "Content-Base without a slash at its end": described(
        "Content-Base: rtsp://127.0.0.1/live\r\n", setup="/live/trackID=1", play="/live"
    ),
    "Content-Base with the scheme twice": described(
        "Content-Base: rtsp://rtsp://10.0.0.1:554/s1/\r\n", setup="rtsp://10.0.0.1/s1/trackID=1"
    ),
    "Content-Base without a scheme": described(
        "Content-Base: 10.0.0.1:554/s1/\r\n", setup="rtsp://10.0.0.1/s1/trackID=1"
    ),
    "Content-Base with an IPv6 address without brackets": described(
        "Content-Base: rtsp://::ffff:10.0.0.1/s1/\r\n", setup="/live/trackID=1"
    ),
    "Content-Base that is a path": described("Content-Base: /s1/\r\n", setup="/s1/trackID=1"),
    "a query that ends in a slash": described(
        "Content-Base: rtsp://127.0.0.1/1?mode=Live&fps=9/\r\n",
        setup="/1?mode=Live&fps=9/trackID=1",
    ),
    "Content-Location alone": described(
        "Content-Location: rtsp://127.0.0.1/loc/\r\n", play="/loc/"
    ),
    "a track found only beside the path": described(
        BASE.replace("/live/", "/live/main"),
        only_setup="/live/trackID=1",
        setup="/live/trackID=1",
    ),
    "a track found only before the query": described(
        "Content-Base: rtsp://127.0.0.1/live?a=1\r\n", only_setup="/live/trackID=1?a=1"
    ),
    "a rooted control that belongs under the base": Quirk(
        script={"describe_headers": BASE, "path_control": "/track9"}, only_setup="/live/track9"
    ),
    "a control that names an address only the camera knows": Quirk(
        script={"path_control": "rtsp://10.9.8.7:8554/live/track1"},
        only_setup="rtsp://127.0.0.1",
    ),
    "no control at the medium": Quirk(script={"path_control": None}, setup="/live", play="/live"),
    "a star at the medium": Quirk(script={"path_control": "*"}, setup="/live"),
    "PLAY wants the address without a slash": described(BASE, only_play="/live", play="/live"),
    "PLAY wants the track": described(BASE, only_play="/trackID=1", play="/live/trackID=1"),
    "the session's control is an address of its own": Quirk(
        script={"session_control": "rtsp://127.0.0.1/aggregate"}, play="/aggregate"
    ),
    # SETUP and PLAY.
    "no Transport in the answer to SETUP": Quirk(answers={"SETUP": ok("Session: 9\r\n")}),
    "Transport without channels": Quirk(script={"transport": "RTP/AVP/TCP;unicast"}),
    "Transport without TCP": Quirk(script={"transport": "RTP/AVP;unicast;interleaved=0-1"}),
    "other channels than asked for": Quirk(
        script={"transport": "RTP/AVP/TCP;unicast;interleaved=4-5", "channel": 4}, channels=(4, 5)
    ),
    "one channel alone": Quirk(
        script={"transport": "RTP/AVP/TCP;interleaved=2", "channel": 2}, channels=(2, 3)
    ),
    "the same channel twice": Quirk(script={"transport": "RTP/AVP/TCP;interleaved=0-0"}),
    "a session identifier with spaces": Quirk(
        script={"session": " 12 34 ; timeout = 60"}, session="12 34"
    ),
    "a session without an identifier": Quirk(script={"session": ";timeout=60"}, session="-"),
    "no session at all": Quirk(answers={"SETUP": ok(), "PLAY": ok()}, session="-"),
    "the session named only by PLAY": Quirk(
        answers={"SETUP": ok("Transport: RTP/AVP/TCP;interleaved=0-1\r\n")}, session="12345678"
    ),
    "an odd RTP-Info": Quirk(answers={"PLAY": ok("RTP-Info: url=;seq=x;rtptime=-1,,url\r\n")}),
    "no Range at PLAY": Quirk(rewrite="range"),
    "packets before the answer to PLAY": Quirk(script={"before_play_answer": True}),
    # Messages.
    "CSeq always 1": Quirk(rewrite=lambda data: data.replace(b"<CSEQ>", b"1")),
    "no CSeq": Quirk(rewrite=lambda data: data.replace(b"CSeq: <CSEQ>\r\n", b"")),
    "lines that end in LF alone": Quirk(rewrite=lambda data: data.replace(b"\r\n", b"\n")),
    "a blank line of CR LF after lines of LF": Quirk(
        rewrite=lambda data: data.replace(b"\r\n", b"\n").replace(b"\n\n", b"\n\r\n", 1)
    ),
    "header names in capitals": Quirk(
        rewrite=lambda data: data.replace(b"Session", b"SESSION").replace(b"Content", b"CONTENT")
    ),
    "no reason phrase": Quirk(rewrite=lambda data: data.replace(b"200 OK", b"200")),
    "line ends before each answer": Quirk(rewrite=lambda data: b"\r\n\r\n" + data),
    "100 Continue before each answer": Quirk(
        rewrite=lambda data: b"RTSP/1.0 100 Continue\r\nCSeq: 1\r\n\r\n" + data
    ),
    "a broken header line": Quirk(
        rewrite=lambda data: data.replace(b"\r\n", b"\r\nServer camera\r\n", 1)
    ),
    "OPTIONS asked of us in between": Quirk(
        rewrite=lambda data: b"OPTIONS * RTSP/1.0\r\nCSeq: 77\r\n\r\n" + data
    ),
    "OPTIONS refused without a way in": Quirk(answers={"OPTIONS": status(401)}),
    "OPTIONS unknown": Quirk(answers={"OPTIONS": status(501)}),
    "no Public": Quirk(answers={"OPTIONS": ok()}),
}


def scripted(quirk: Quirk) -> Script:
    more = dict(quirk.script)
    if more.get("before_play_answer"):
        early = next(packets(clip()))
        more["before_play_answer"] = b"".join(interleaved(packet) for packet in early)
    script = Script(clip(), **more)

    def answer(request: Request) -> bytes | None:
        if request.method == "SETUP" and quirk.only_setup not in request.uri:
            return status(404)
        if request.method == "PLAY" and not request.uri.endswith(quirk.only_play):
            return status(400)
        if quirk.rewrite == "range" and "range" in request.headers:
            return status(457)
        return quirk.answers.get(request.method)

    script.answer = answer
    if callable(quirk.rewrite):
        script.rewrite = quirk.rewrite
    return script


@pytest.mark.parametrize("quirk", QUIRKS.values(), ids=QUIRKS.keys())
async def test_a_camera_with_a_quirk_plays_all_the_same(quirk):
    async with ScriptedCamera(scripted(quirk)) as camera:
        opened = session(camera.url())
        units = await first_units(opened)
        await until(lambda: camera.open_connections == 0)
    assert units[0].key
    assert opened.channels == InterleavedChannels(*quirk.channels)
    asked = {request.method: request for request in camera.requests}
    port = f":{camera.port}"
    assert asked["SETUP"].uri.replace(port, "").endswith(quirk.setup)
    assert asked["PLAY"].uri.replace(port, "").endswith(quirk.play)
    if quirk.session:
        assert camera.requests[-1].headers.get("session", "-") == quirk.session
    # A wrong guess costs a request each; a camera must not be flooded with them.
    assert len(camera.requests) <= 14


TRIMMED = {
    "an unfinished last line": lambda sdp: sdp.rstrip("\r\n"),
    "no session part": lambda sdp: sdp[sdp.index("m=video") :],
    "session lines under a medium": lambda sdp: sdp.replace(
        "a=rtpmap", "s=again\r\ni=x\r\na=rtpmap"
    ),
    "the parameters under another medium": lambda sdp: sdp.replace(
        "a=fmtp", "m=audio 0 RTP/AVP 8\r\na=fmtp"
    ).replace("a=control:trackID=1\r\n", ""),
    "control twice": lambda sdp: sdp + "a=control:trackID=1\r\n",
    "a medium that is no medium": lambda sdp: sdp + "m=application/X 0 RTP/AVP smart/1/90000\r\n",
    "another codec first": lambda sdp: sdp.replace(
        "m=video", "m=video 0 RTP/AVP 26\r\na=control:jpeg\r\nm=video", 1
    ),
    "an encrypted medium first": lambda sdp: sdp.replace(
        "m=video",
        "m=video 0 RTP/SAVP 96\r\na=rtpmap:96 H264/90000\r\na=control:secret\r\nm=video",
        1,
    ),
    "spaces around everything": lambda sdp: sdp.replace(":96 ", ": 96  ").replace(";", " ; "),
    "bytes that are not UTF-8": lambda sdp: sdp.replace("s=x", "s=\udcb9\udcfe"),
}


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
@pytest.mark.parametrize("change", TRIMMED.values(), ids=TRIMMED.keys())
async def test_a_sloppy_description_is_read_for_what_counts(codec, change):
    script = Script(clip(codec).without_sets())
    camera = ScriptedCamera(script)
    sdp = change(camera.sdp())
    camera.sdp = lambda: sdp
    async with camera:
        units = await first_units(session(camera.url()))
    assert units[0].key
    (setup,) = [request for request in camera.requests if request.method == "SETUP"]
    assert setup.uri.endswith(("/live/trackID=1", "/live"))


@pytest.mark.parametrize("says_stale", [True, False])
@pytest.mark.parametrize("challenge", ['Digest realm="r"', 'Digest realm="r", qop="auth"'])
async def test_a_nonce_that_holds_for_one_request_alone_is_renewed_for_each(challenge, says_stale):
    script = Script(clip(), "admin", "x", (challenge,), nonce_lasts=1)
    if not says_stale:
        script.rewrite = lambda data: data.replace(b", stale=true", b"")
    async with ScriptedCamera(script) as camera:
        opened = session(camera.url(), Credentials("admin", "x"))
        async with AccessUnitStream(opened, SystemClock()) as stream:
            await anext(stream)
            opened.keep_alive()
            await until(lambda: camera.count("GET_PARAMETER") == 2)
            await anext(stream)
            assert opened.failure is None
        await until(lambda: camera.open_connections == 0)
    counts = {method: camera.count(method) for method in ("DESCRIBE", "SETUP", "PLAY", "TEARDOWN")}
    assert counts == {"DESCRIBE": 2, "SETUP": 2, "PLAY": 2, "TEARDOWN": 2}


@pytest.mark.parametrize(
    ("session_at_setup", "session_at_play", "keep_alive_s"),
    [
        ("a;timeout=20", "a", 10.0),
        ("a;timeout=20", "a;timeout=8", 4.0),
        ("a;timeout=20", "b", 30.0),
        ("a;timeout=120", "a", 60.0),
        ("a", "a", 30.0),
        ("a;timeout=0", "a", 30.0),
    ],
)
async def test_the_timeout_that_setup_names_holds_although_play_does_not_repeat_it(
    session_at_setup, session_at_play, keep_alive_s
):
    script = Script(clip(), session=session_at_setup)
    played = ok(f"Session: {session_at_play}\r\n")
    script.answer = lambda request: played if request.method == "PLAY" else None
    async with ScriptedCamera(script) as camera:
        opened = session(camera.url())
        await opened.open()
        assert opened.keep_alive_s == keep_alive_s
        opened.close()


@pytest.mark.parametrize(
    "answer",
    [
        status(400),
        status(405),
        status(501),
        status(551),
        status(400).replace(b"<CSEQ>", b"1"),
        b"",
    ],
    ids=["400", "405", "501", "551", "400 under an old CSeq", "nothing"],
)
@pytest.mark.parametrize("method", ["GET_PARAMETER", "OPTIONS"])
async def test_a_sign_of_life_that_is_refused_or_ignored_does_not_end_the_stream(method, answer):
    script = Script(clip(), public=f"DESCRIBE, {method}")
    async with (
        ScriptedCamera(script) as camera,
        AccessUnitStream(opened := session(camera.url()), SystemClock()) as stream,
    ):
        script.answer = lambda request: answer
        for _ in range(3):
            before = len(camera.requests)
            opened.keep_alive()
            await until(lambda before=before: len(camera.requests) > before)
            for _ in range(3):
                await asyncio.wait_for(anext(stream), 20)
        assert opened.failure is None
        if method == "GET_PARAMETER" and answer:
            # Error answers keep some sessions alive and not others: it asks what all know.
            assert camera.requests[-1].method == "OPTIONS"


async def test_a_session_that_the_server_has_forgotten_is_over():
    script = Script(clip())
    async with (
        ScriptedCamera(script) as camera,
        AccessUnitStream(opened := session(camera.url()), SystemClock()) as stream,
    ):
        await anext(stream)
        script.answer = lambda request: status(454)
        opened.keep_alive()
        with pytest.raises(Exception, match="454"):
            async for _ in stream:
                pass
