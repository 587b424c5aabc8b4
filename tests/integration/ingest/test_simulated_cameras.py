"""Our client at the project's own simulated cameras."""

import asyncio
import contextlib
from fractions import Fraction
from random import Random

import pytest

from ingest.camera_source import CameraSource
from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.errors import RtspRefusal, is_foreign
from ingest.rtsp.access_unit_stream import AccessUnitStream
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.tls_trust import TlsTrust
from ingest.supply import FrameSupply
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import SystemClock
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.basic_auth import BasicAuth
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.manners import Manners
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.integration.ingest.certificate import make_certificate
from tests.integration.ingest.test_session import session
from tests.integration.ingest.test_supply import QUICK
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip

CODECS = [(Codec.H264, "h264"), (Codec.H265, "hevc")]


def prepared_clip(codec: Codec, name: str, fps: int = 15) -> PreparedClip:
    source = clip(codec)
    units = [AccessUnit(unit, source.is_key(unit)) for unit in source.units]
    return PreparedClip.of(units, name, Fraction(fps))


def digest(*algorithms, qop: bool = True) -> DigestAuth:
    clock = SystemClock()
    return DigestAuth("admin", "s3cret", clock.monotonic_s, algorithms or ("MD5",), qop=qop)


@pytest.mark.parametrize(("codec", "name"), CODECS)
async def test_simulated_cameras_behind_digest_are_read_with_their_own_clock(codec, name):
    source = clip(codec)
    prepared, auth = prepared_clip(codec, name), digest("SHA-256", "MD5")
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


WAYS = {
    "plain": {},
    "absolute control": {"manners": Manners(control="absolute")},
    "no Content-Base": {"manners": Manners(content_base=False)},
    "absolute control without Content-Base": {
        "manners": Manners(control="absolute", content_base=False)
    },
    "no parameter sets in the description": {"manners": Manners(sprop=False)},
    "audio before": {"manners": Manners(audio="before")},
    "audio after": {"manners": Manners(audio="after")},
    "no GET_PARAMETER": {"manners": Manners(get_parameter=False)},
    "TCP and UDP": {"manners": Manners(transport="both")},
    "redirected": {"manners": Manners(redirects={"/old": "rtsp://127.0.0.1:{port}/cam"})},
    "Basic": {"auth": BasicAuth("admin", "s3cret")},
    "Digest MD5 without qop": {"auth": digest(qop=False)},
    "Digest SHA-256 alone": {"auth": digest("SHA-256")},
    "Digest MD5 before SHA-256": {"auth": digest("MD5", "SHA-256")},
    "IPv6": {"host": "::1"},
    "TLS": {},
}


@pytest.mark.parametrize(("codec", "name"), CODECS)
@pytest.mark.parametrize("way", WAYS)
async def test_simulated_cameras_of_all_manners_play_and_are_left_in_order(
    tmp_path, codec, name, way
):
    options = {"auth": None, **WAYS[way]}
    trust = None
    if way == "TLS":
        certificate = make_certificate(tmp_path)
        options["tls"], trust = certificate.server, TlsTrust(pinned_sha256=certificate.sha256)
    async with RtspServer(SystemClock(), random=Random(1), **options) as server:
        server.add_camera("/cam", prepared_clip(codec, name, fps=50))
        host = "[::1]" if way == "IPv6" else "127.0.0.1"
        scheme = "rtsps" if way == "TLS" else "rtsp"
        path = "/old" if way == "redirected" else "/cam"
        credentials = Credentials("admin", "s3cret") if options["auth"] else None
        url = f"{scheme}://{host}:{server.port}{path}"
        opened = session(url, credentials, trust=trust)
        async with AccessUnitStream(opened, SystemClock()) as stream:
            units = [await anext(stream) for _ in range(6)]
            for _ in range(3):
                opened.keep_alive()
                units += [await anext(stream) for _ in range(3)]
            assert opened.failure is None
            assert stream.dropped == 0
        await until(lambda: server.connection_count == 0)
    assert units[0].key
    pictures = [clip(codec).pictures(unit) for unit in clip(codec).units]
    for unit in units:
        assert any(picture in bytes(unit.data) for picture in pictures)


async def test_datagrams_alone_are_refused_as_foreign_so_that_another_client_may_try():
    manners = Manners(transport="udp")
    async with RtspServer(SystemClock(), auth=None, random=Random(1), manners=manners) as server:
        server.add_camera("/cam", prepared_clip(Codec.H264, "h264"))
        with pytest.raises(RtspRefusal, match="461") as caught:
            await session(f"rtsp://127.0.0.1:{server.port}/cam").open()
    assert is_foreign(caught.value)


async def test_signs_of_life_keep_a_session_that_ends_silent_ones_after_two_seconds():
    """The server cuts off who says nothing for three seconds; ours goes on beyond that."""
    async with contextlib.AsyncExitStack() as stack:
        supply = FrameSupply(SystemClock(), Random(3), settings=QUICK)
        sources, servers = [], []
        for known in (True, False):
            manners = Manners(session_timeout_s=2, get_parameter=known)
            server = RtspServer(SystemClock(), auth=None, random=Random(1), manners=manners)
            servers.append(await stack.enter_async_context(server))
            server.add_camera("/cam", prepared_clip(Codec.H264, "h264"))
            sources.append(CameraSource(str(known), f"rtsp://127.0.0.1:{server.port}/cam"))
        supply.set_cameras(sources)
        await supply.start()
        stack.push_async_callback(supply.close)
        # Fifteen pictures a second, every fifth a key frame: fifteen of them take five seconds.
        await until(lambda: all(h.replaced_key_frames >= 15 for h in supply.health().values()))
        for health in supply.health().values():
            assert (health.last_error, health.reconnects) == (None, 0)
