"""Servers that speak RTSP as different makers' cameras do."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import av
import pytest

from sharp_eyes.clock import SystemClock
from simulators.rtsp_server import BasicAuth, DigestAuth, Manners, PreparedClip, RtspServer
from tests.integration.ingest.certificate import make_certificate
from tests.integration.simulators.clip_factory import make_clip
from tests.integration.simulators.rtsp_client import RtspClient

CLOCK = SystemClock()
LIMIT_S = 40
PATIENCE = {"timeout": "15000000", "analyzeduration": "500000", "fflags": "nobuffer"}


@contextlib.asynccontextmanager
async def camera(
    folder: Path, *, codec: str = "libx264", in_band: bool = True, **more: Any
) -> AsyncIterator[RtspServer]:
    clip = PreparedClip.load(make_clip(folder / "clip.mp4", codec), in_band=in_band)
    more.setdefault("auth", None)
    async with RtspServer(CLOCK, random=Random(7), **more) as server:
        server.add_camera("/cam/1", clip)
        yield server


def decoded(url: str, frames: int, **options: str) -> int:
    """Return the number of key frames among the first that PyAV decodes."""
    keys = 0
    with av.open(url, options={**PATIENCE, **options}) as container:
        for count, frame in enumerate(container.decode(video=0), start=1):
            keys += frame.key_frame
            if count == frames:
                return keys
    raise AssertionError("the stream ended")


@pytest.mark.parametrize("transport", ["udp", "both"])
async def test_over_udp_pyav_gets_its_frames(tmp_path: Path, transport: str) -> None:
    async with camera(tmp_path, manners=Manners(transport=transport)) as server:  # type: ignore[arg-type]
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        assert await asyncio.to_thread(decoded, url, 15, rtsp_transport="udp")


async def test_a_server_for_udp_alone_refuses_tcp(tmp_path: Path) -> None:
    async with camera(tmp_path, manners=Manners(transport="udp")) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        tcp = "RTP/AVP/TCP;unicast;interleaved=0-1"
        assert (await client.ask("SETUP", f"{url}/trackID=0", Transport=tcp)).status == 461
        client.close()


async def test_over_udp_the_reports_come_on_their_own_port(tmp_path: Path) -> None:
    class Receiver(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def datagram_received(self, data: bytes, address: Any) -> None:
            if not self.first.done():
                self.first.set_result(data)

    loop = asyncio.get_running_loop()
    ends = [
        await loop.create_datagram_endpoint(Receiver, local_addr=("127.0.0.1", 0)) for _ in "ab"
    ]
    ports = [transport.get_extra_info("sockname")[1] for transport, _ in ends]
    async with camera(tmp_path, manners=Manners(transport="both")) as server:
        client = await RtspClient.connect(server.port)
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        await client.play(url, f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]}")
        async with asyncio.timeout(LIMIT_S):
            rtp, report = [await receiver.first for _, receiver in ends]
        assert (rtp[0], rtp[1] & 0x7F) == (0x80, 96)
        assert report[1] == 200
        client.close()
    for transport, _ in ends:
        transport.close()


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
async def test_parameter_sets_may_stand_in_the_description_alone(
    tmp_path: Path, codec: str
) -> None:
    async with camera(tmp_path, codec=codec, in_band=False) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        await client.play(url)
        kinds = {p[0] & 0x1F if codec == "libx264" else p[0] >> 1 for p in await client.payloads(9)}
        assert not kinds & ({7, 8, 24} if codec == "libx264" else {32, 33, 34, 48})
        client.close()
        assert await asyncio.to_thread(decoded, url, 12, rtsp_transport="tcp")


async def test_parameter_sets_may_stand_in_the_stream_alone(tmp_path: Path) -> None:
    async with camera(tmp_path, manners=Manners(sprop=False)) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        assert "sprop" not in (await client.ask("DESCRIBE", url)).body
        client.close()
        assert await asyncio.to_thread(decoded, url, 12, rtsp_transport="tcp")


@pytest.mark.parametrize("control", ["relative", "absolute"])
@pytest.mark.parametrize("content_base", [True, False])
async def test_control_addresses_may_be_relative_or_absolute(
    tmp_path: Path, control: Any, content_base: bool
) -> None:
    manners = Manners(control=control, content_base=content_base)
    async with camera(tmp_path, manners=manners) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        answer = await client.ask("DESCRIBE", url)
        wanted = f"{url}/trackID=0" if control == "absolute" else "trackID=0"
        assert f"a=control:{wanted}\r\n" in answer.body
        assert ("Content-Base" in answer.headers) == content_base
        client.close()
        assert await asyncio.to_thread(decoded, url, 3, rtsp_transport="tcp")


async def test_a_redirect_names_another_address(tmp_path: Path) -> None:
    manners = Manners(redirects={"/old": "rtsp://127.0.0.1:{port}/cam/1"})
    async with camera(tmp_path, manners=manners) as server:
        base = f"rtsp://127.0.0.1:{server.port}"
        client = await RtspClient.connect(server.port)
        answer = await client.ask("DESCRIBE", f"{base}/old")
        assert (answer.status, answer.headers["Location"]) == (302, f"{base}/cam/1")
        client.close()
        assert await asyncio.to_thread(decoded, f"{base}/old", 3, rtsp_transport="tcp")


async def test_rtsps_serves_who_trusts_the_certificate_and_survives_who_does_not(
    tmp_path: Path,
) -> None:
    certificate = make_certificate(tmp_path)
    async with camera(tmp_path, tls=certificate.server) as server:
        with pytest.raises(ssl.SSLError):
            await RtspClient.connect(server.port, tls=ssl.create_default_context())
        trusting = ssl.create_default_context(cafile=str(certificate.file))
        client = await RtspClient.connect(server.port, tls=trusting)
        await client.play(f"rtsps://127.0.0.1:{server.port}/cam/1")
        async with asyncio.timeout(LIMIT_S):
            assert (await client.payloads(1))[0][0] & 0x1F == 24
            await client.payloads(30)
        client.close()


async def test_it_listens_on_ipv6(tmp_path: Path) -> None:
    async with camera(tmp_path, host="::1") as server:
        client = await RtspClient.connect(server.port, host="::1")
        url = f"rtsp://[::1]:{server.port}/cam/1"
        assert "c=IN IP6 ::1" in (await client.ask("DESCRIBE", url)).body
        await client.play(url)
        assert await client.payloads(3)
        client.close()


@pytest.mark.parametrize("place", ["before", "after"])
async def test_sound_stands_beside_the_pictures(tmp_path: Path, place: Any) -> None:
    async with camera(tmp_path, manners=Manners(audio=place)) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        body = (await client.ask("DESCRIBE", url)).body
        assert (body.index("m=audio") < body.index("m=video")) == (place == "before")
        tracks = [1, 0] if place == "before" else [0, 1]
        for number, track in enumerate(tracks):
            transport = f"RTP/AVP/TCP;unicast;interleaved={2 * number}-{2 * number + 1}"
            answer = await client.ask("SETUP", f"{url}/trackID={track}", Transport=transport)
            assert answer.status == 200
        assert (await client.ask("PLAY", url)).status == 200
        async with asyncio.timeout(LIMIT_S):
            sound = await client.payloads(5, channel=2 * tracks.index(1))
            pictures = await client.payloads(5, channel=2 * tracks.index(0))
        assert {bytes(payload) for payload in sound} == {b"\xff" * 800}
        assert all(payload[0] & 0x1F in (1, 5, 6, 24, 28) for payload in pictures)
        client.close()
        assert await asyncio.to_thread(decoded, url, 3, rtsp_transport="tcp")


async def test_basic_authentication_lets_in_who_knows_the_word(tmp_path: Path) -> None:
    async with camera(tmp_path, auth=BasicAuth("camera", "word")) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        refused = await client.ask("DESCRIBE", url)
        assert (refused.status, refused.headers["WWW-Authenticate"][:5]) == (401, "Basic")
        for word, status in (("camera:word", 200), ("camera:no", 401), ("\xff", 401)):
            token = base64.b64encode(word.encode()).decode()
            answer = await client.ask("DESCRIBE", url, Authorization=f"Basic {token}")
            assert answer.status == status
        assert (await client.ask("DESCRIBE", url, Authorization="Basic %%%")).status == 401
        client.close()


async def test_sha_256_may_be_all_that_is_offered(tmp_path: Path) -> None:
    auth = DigestAuth("camera", "word", CLOCK.monotonic_s, algorithms=("SHA-256",))
    async with camera(tmp_path, auth=auth) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        challenge = (await client.ask("DESCRIBE", url)).headers["WWW-Authenticate"]
        nonce = re.findall(r'nonce="(\w+)"', challenge)[0]

        def h(text: str) -> str:
            return hashlib.sha256(text.encode()).hexdigest()

        response = h(f"{h('camera:IP Camera:word')}:{nonce}:{h(f'DESCRIBE:{url}')}")
        answer = await client.ask(
            "DESCRIBE",
            url,
            Authorization=f'Digest username="camera", realm="IP Camera", nonce="{nonce}", '
            f'uri="{url}", response="{response}", algorithm=SHA-256',
        )
        assert answer.status == 200
        client.close()


async def test_a_short_session_is_announced_and_ends_when_nobody_keeps_it_alive(
    tmp_path: Path,
) -> None:
    manners = Manners(session_timeout_s=1, get_parameter=False)
    async with camera(tmp_path, manners=manners) as server:
        url = f"rtsp://127.0.0.1:{server.port}/cam/1"
        client = await RtspClient.connect(server.port)
        assert "GET_PARAMETER" not in (await client.ask("OPTIONS", url)).headers["Public"]
        assert (await client.ask("GET_PARAMETER", url)).status == 405
        tcp = "RTP/AVP/TCP;unicast;interleaved=0-1"
        answer = await client.ask("SETUP", f"{url}/trackID=0", Transport=tcp)
        assert answer.headers["Session"].endswith(";timeout=1")
        assert (await client.ask("PLAY", url)).status == 200
        async with asyncio.timeout(LIMIT_S):
            await client.until_cut()
        client.close()
