"""A look at simulated cameras: what they are like, or why that cannot be said."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from fractions import Fraction
from ipaddress import ip_address
from pathlib import Path
from random import Random

import pytest

from ingest.codec import Codec
from ingest.finding.address_policy import Address, AddressPolicy
from ingest.finding.probe.stream_probe import ProbeResult, StreamProbe
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from sharp_eyes.finding.probe_outcome import ProbeOutcome
from sharp_eyes.finding.still_masking import StillMasking
from simulators.rtsp_server import Fault, Manners, RtspServer
from simulators.rtsp_server.faults import ClockJump, NoKeyFrames, Stall
from tests.integration.ingest.certificate import make_certificate
from tests.integration.ingest.test_simulated_cameras import digest, prepared_clip

LOOPBACK = AddressPolicy.parse("127.0.0.0/8")
PATIENT = RtspSettings(connect_timeout_s=20.0, request_timeout_s=20.0, open_timeout_s=40.0)
QUICK = RtspSettings(connect_timeout_s=1.0, request_timeout_s=1.0, open_timeout_s=3.0)
"""Where nobody answers."""


def probe(
    policy: AddressPolicy = LOOPBACK,
    trust: TlsTrust = TlsTrust(),  # noqa: B008
    look_s: float = 30.0,
    settings: RtspSettings = PATIENT,
    **more: object,
) -> StreamProbe:
    return StreamProbe(
        policy,
        SystemClock(),
        lambda: "c0ffee" * 4,
        trust,
        lambda: None,
        settings=settings,
        look_s=look_s,
        wanted_s=0.6,
        **more,
    )


@pytest.fixture
async def server() -> AsyncIterator[RtspServer]:
    async with RtspServer(SystemClock(), auth=digest(), random=Random(1)) as made:
        yield made


async def look(
    server: RtspServer, path: str = "/cam/1", user: str = "admin:s3cret@", look_s: float = 30.0
) -> ProbeResult:
    return await probe(look_s=look_s).run(f"rtsp://{user}127.0.0.1:{server.port}{path}")


@pytest.mark.parametrize(("codec", "name"), [(Codec.H264, "h264"), (Codec.H265, "hevc")])
async def test_a_stream_is_measured(server: RtspServer, codec: Codec, name: str) -> None:
    server.add_camera("/cam/1", prepared_clip(codec, name))
    result = await look(server)
    report = result.report
    assert report.outcome is ProbeOutcome.OK, report.reason
    assert report.codec == codec.value
    assert (report.width_px, report.height_px) == (320, 192)
    assert report.fps == pytest.approx(15, abs=0.3)
    assert report.key_interval_s == pytest.approx(5 / 15, abs=0.02)
    assert report.bitrate_kbps
    assert report.transport == "tcp"
    assert report.time_source is TimeSource.SENDER_REPORT
    assert abs(report.clock_offset_s or 0) < 10
    codes = [remark.code for remark in report.remarks]
    assert codes == (["sub-small"] if codec is Codec.H264 else ["sub-h265", "sub-small"])
    assert result.still is not None
    assert result.still.masking is StillMasking.WHOLE, "there is no model in this test"
    assert result.still.jpeg.startswith(b"\xff\xd8")
    assert "s3cret" not in report.model_dump_json()


async def test_a_clock_that_is_wrong_is_said(server: RtspServer) -> None:
    server.add_camera("/cam/1", prepared_clip(Codec.H264, "h264"))
    server.set_fault("/cam/1", ClockJump(8 * 3600))
    report = (await look(server)).report
    assert report.time_source is TimeSource.ARRIVAL
    assert "clock-off" in [remark.code for remark in report.remarks]


@pytest.mark.parametrize(
    ("path", "user", "outcome"),
    [
        ("/cam/1", "", ProbeOutcome.PASSWORD_NEEDED),
        ("/cam/1", "admin:wrong@", ProbeOutcome.PASSWORD_WRONG),
        ("/cam/2", "admin:s3cret@", ProbeOutcome.PATH_NOT_FOUND),
    ],
)
async def test_why_a_camera_does_not_let_us_see_is_said_precisely(
    server: RtspServer, path: str, user: str, outcome: ProbeOutcome
) -> None:
    server.add_camera("/cam/1", prepared_clip(Codec.H264, "h264"))
    result = await look(server, path, user)
    report = result.report
    assert report.outcome is outcome
    assert result.still is None
    assert report.reason is not None
    assert report.next_step is not None
    assert report.reason.zh != report.reason.en
    assert "wrong@" not in report.model_dump_json()


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (NoKeyFrames, ProbeOutcome.NO_KEY_FRAME),
        (Stall, ProbeOutcome.NO_KEY_FRAME),
    ],
)
async def test_a_stream_without_key_frames_is_told(
    server: RtspServer, fault: Callable[[], Fault], outcome: ProbeOutcome
) -> None:
    server.add_camera("/cam/1", prepared_clip(Codec.H264, "h264"))
    server.set_fault("/cam/1", fault())
    report = (await look(server, look_s=3.0)).report
    assert report.outcome in (outcome, ProbeOutcome.NO_SIGNAL)


async def test_a_camera_for_udp_alone_is_told() -> None:
    manners = Manners(transport="udp")
    async with RtspServer(SystemClock(), auth=None, random=Random(1), manners=manners) as server:
        server.add_camera("/cam/1", prepared_clip(Codec.H264, "h264"))
        report = (await look(server, user="")).report
    assert report.outcome is ProbeOutcome.UDP_ONLY


async def test_over_tls_the_certificate_decides(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    async with RtspServer(
        SystemClock(), auth=None, random=Random(1), tls=certificate.server
    ) as server:
        server.add_camera("/cam/1", prepared_clip(Codec.H264, "h264"))
        address = f"rtsps://127.0.0.1:{server.port}/cam/1"
        stranger = (await probe().run(address)).report
        pinned = (await probe().run(address, pinned_sha256=certificate.sha256)).report
        trusted = (await probe(trust=TlsTrust(ca_file=certificate.file)).run(address)).report
    assert stranger.outcome is ProbeOutcome.CERTIFICATE
    assert pinned.outcome is trusted.outcome is ProbeOutcome.OK
    assert pinned.transport == "tls"


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("http://127.0.0.1/", ProbeOutcome.BAD_ADDRESS),
        ("file:///etc/passwd", ProbeOutcome.BAD_ADDRESS),
        ("rtsp://169.254.169.254/latest", ProbeOutcome.ADDRESS_REFUSED),
        ("rtsp://[::ffff:169.254.169.254]/latest", ProbeOutcome.ADDRESS_REFUSED),
        ("rtsp://0.0.0.0/", ProbeOutcome.ADDRESS_REFUSED),
        ("rtsp://10.0.0.1/", ProbeOutcome.ADDRESS_REFUSED),
        ("rtsp://no-such-host.invalid/", ProbeOutcome.NAME_NOT_FOUND),
    ],
)
async def test_other_addresses_are_not_gone_to(address: str, outcome: ProbeOutcome) -> None:
    async def nobody(host: str) -> list[Address]:
        try:
            return [ip_address(host)]
        except ValueError:
            raise socket.gaierror from None

    report = (await probe(lookup=nobody).run(address)).report
    assert report.outcome is outcome


async def test_a_name_that_leads_inside_is_refused_and_looked_up_once(server: RtspServer) -> None:
    answers = iter([[ip_address("169.254.169.254")], [ip_address("127.0.0.1")]])

    async def turning(host: str) -> list[Address]:
        return next(answers)

    address = f"rtsp://cam.example:{server.port}/cam/1"
    report = (await probe(lookup=turning).run(address)).report
    assert report.outcome is ProbeOutcome.ADDRESS_REFUSED


async def test_a_redirect_does_not_lead_where_nobody_may_look() -> None:
    manners = Manners(redirects={"/cam/1": "rtsp://169.254.169.254/latest"})
    async with RtspServer(SystemClock(), auth=None, random=Random(1), manners=manners) as server:
        server.add_camera("/cam/1", prepared_clip(Codec.H264, "h264"))
        report = (await look(server, user="")).report
    assert report.outcome is ProbeOutcome.ADDRESS_REFUSED


async def test_a_closed_port_is_told_from_a_silent_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        silent = (await probe(settings=QUICK).run(f"rtsp://127.0.0.1:{port}/")).report
    closed = (await probe().run(f"rtsp://127.0.0.1:{port}/")).report
    assert silent.outcome is ProbeOutcome.TIMEOUT
    assert closed.outcome is ProbeOutcome.CONNECTION_REFUSED


async def test_what_speaks_another_language_is_told() -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(web, "127.0.0.1", 0) as made:
        port = made.sockets[0].getsockname()[1]
        report = (await probe().run(f"rtsp://127.0.0.1:{port}/")).report
    assert report.outcome is ProbeOutcome.NOT_RTSP


async def test_a_user_name_given_apart_goes_before_that_of_the_address(server: RtspServer) -> None:
    server.add_camera("/cam/1", prepared_clip(Codec.H264, "h264"))
    address = f"rtsp://other:wrong@127.0.0.1:{server.port}/cam/1"
    report = (await probe().run(address, Credentials("admin", "s3cret"))).report
    assert report.outcome is ProbeOutcome.OK
    assert "wrong" not in report.address


def test_the_frame_rate_of_the_test_clip_is_what_is_asserted() -> None:
    assert prepared_clip(Codec.H264, "h264").fps == Fraction(15)
