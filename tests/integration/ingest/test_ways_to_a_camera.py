"""Addresses and encryption, end to end: IPv6 literals, rtsps, redirects between them."""

import asyncio
from pathlib import Path

import pytest

from ingest.errors import CameraUnreachable, CertificateRefused, CredentialsRefused, TooSlow
from ingest.rtsp.access_unit_stream import AccessUnitStream
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.certificate import make_certificate
from tests.integration.ingest.scripted_camera import Script, ScriptedCamera
from tests.integration.ingest.test_session import REDIRECTED, first_units, session
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip

HOSTS = ["127.0.0.1", "::1"]
QUICK = RtspSettings(connect_timeout_s=1.0, request_timeout_s=1.0, open_timeout_s=3.0)


@pytest.mark.parametrize("host", HOSTS)
async def test_an_address_literal_is_asked_for_as_it_is_written(host):
    async with ScriptedCamera(Script(clip()), host=host) as camera:
        assert (await first_units(session(camera.url())))[0].key
        await until(lambda: camera.count("TEARDOWN") == 1)
    wanted = camera.url("")
    assert all(request.uri.startswith(f"{wanted}/live") for request in camera.requests)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("way", ["authority", "own certificate as authority", "pinned"])
async def test_rtsps_plays_where_the_certificate_is_believed(tmp_path, host, way):
    certificate = make_certificate(tmp_path, by_authority=way == "authority")
    # A pin alone decides: neither name nor date nor authority count beside it.
    trust = TlsTrust(ca_file=certificate.file)
    if way == "pinned":
        certificate = make_certificate(tmp_path, hosts=("10.0.0.1",), days=(-9, -1))
        trust = TlsTrust(pinned_sha256=colons(certificate.sha256))
    script = Script(clip(), "admin", "x", ('Digest realm="r", qop="auth"',))
    async with ScriptedCamera(script, tls=certificate.server, host=host) as camera:
        opened = session(camera.url(scheme="rtsps"), Credentials("admin", "x"), trust=trust)
        assert (await first_units(opened))[0].key
        await until(lambda: camera.count("TEARDOWN") == 1 and camera.open_connections == 0)


def colons(digits: str) -> str:
    return ":".join(digits[i : i + 2] for i in range(0, len(digits), 2)).upper()


@pytest.mark.parametrize("wrong", ["unknown authority", "another host", "expired", "another pin"])
async def test_rtsps_is_refused_before_anything_is_sent(tmp_path, wrong):
    folders = {name: tmp_path / name for name in ("camera", "other")}
    for folder in folders.values():
        folder.mkdir()
    hosts = ("10.0.0.1",) if wrong == "another host" else ("127.0.0.1",)
    days = (-9, -1) if wrong == "expired" else (-1, 1)
    certificate = make_certificate(folders["camera"], by_authority=True, hosts=hosts, days=days)
    other = make_certificate(folders["other"], by_authority=True)
    trust = TlsTrust(ca_file=certificate.file)
    if wrong == "unknown authority":
        trust = TlsTrust(ca_file=other.file)
    elif wrong == "another pin":
        trust = TlsTrust(ca_file=certificate.file, pinned_sha256=other.sha256)
    async with ScriptedCamera(Script(clip()), tls=certificate.server) as camera:
        url = camera.url(scheme="rtsps")
        with pytest.raises(CertificateRefused) as caught:
            await session(url, Credentials("admin", "s3cret"), trust=trust).open()
        await until(lambda: camera.open_connections == 0)
    assert camera.requests == []
    assert "fingerprint" in caught.value.next_step.en


async def test_a_file_of_authorities_that_is_not_there_is_said_not_passed_over():
    trust = TlsTrust(ca_file=Path("/nowhere/authorities.pem"))
    async with ScriptedCamera(Script(clip())) as camera:
        with pytest.raises(CertificateRefused, match=r"authorities\.pem"):
            await session(camera.url(scheme="rtsps"), trust=trust).open()
    assert camera.connections == 0


async def test_plain_rtsp_behind_an_rtsps_address_and_the_other_way_are_said(tmp_path):
    certificate = make_certificate(tmp_path)
    trust = TlsTrust(ca_file=certificate.file)
    async with ScriptedCamera(Script(clip())) as plain:
        with pytest.raises((CameraUnreachable, TooSlow)):
            await session(plain.url(scheme="rtsps"), settings=QUICK, trust=trust).open()
    async with ScriptedCamera(Script(clip()), tls=certificate.server) as secure:
        with pytest.raises((CameraUnreachable, TooSlow)):
            await session(secure.url(), settings=QUICK).open()


@pytest.mark.parametrize(
    ("first_secure", "second_secure", "let_in"),
    [(False, True, True), (True, True, True), (True, False, False)],
    ids=["into TLS", "within TLS", "out of TLS"],
)
async def test_a_password_follows_a_redirect_into_tls_but_never_out_of_it(
    tmp_path, first_secure, second_secure, let_in
):
    certificate = make_certificate(tmp_path)
    trust = TlsTrust(ca_file=certificate.file)
    target_script = Script(clip(), "admin", "x", ('Basic realm="r"',))
    second_tls = certificate.server if second_secure else None
    first_tls = certificate.server if first_secure else None
    async with ScriptedCamera(target_script, tls=second_tls) as target:
        location = target.url("/other", scheme="rtsps" if second_secure else "rtsp")
        script = Script(clip(), answer=lambda _: REDIRECTED.format(location).encode())
        async with ScriptedCamera(script, tls=first_tls) as first:
            url = first.url(scheme="rtsps" if first_secure else "rtsp")
            opened = session(url, Credentials("admin", "x"), trust=trust)
            if let_in:
                assert (await first_units(opened))[0].key
            else:
                with pytest.raises(CredentialsRefused):
                    await opened.open()
    signed = ["authorization" in request.headers for request in target.requests]
    assert any(signed) is let_in


@pytest.mark.parametrize("code", [301, 302, 303, 305, 307, 308])
@pytest.mark.parametrize("relative", [True, False])
async def test_every_kind_of_redirect_is_followed_also_to_a_path_alone(code, relative):
    script = Script(clip())
    async with ScriptedCamera(script) as camera:
        place = "/moved" if relative else camera.url("/moved")
        moved = f"RTSP/1.0 {code} Moved\r\nCSeq: <CSEQ>\r\nLocation: {place}\r\n\r\n".encode()
        script.answer = lambda request: None if "/moved" in request.uri else moved
        assert (await first_units(session(camera.url())))[0].key
        await until(lambda: camera.count("TEARDOWN") == 1)
    assert camera.requests[-1].uri.endswith("/moved")


async def test_text_answers_inside_the_stream_are_taken_out_over_tls_too(tmp_path):
    certificate = make_certificate(tmp_path)
    trust = TlsTrust(ca_file=certificate.file)
    async with ScriptedCamera(Script(clip()), tls=certificate.server) as camera:
        opened = session(camera.url(scheme="rtsps"), trust=trust)
        async with AccessUnitStream(opened, SystemClock()) as stream:
            for number in range(5):
                opened.keep_alive()
                await until(lambda number=number: camera.count("GET_PARAMETER") == number + 1)
                for _ in range(3):
                    await asyncio.wait_for(anext(stream), 20)
            assert opened.failure is None
            assert stream.dropped == 0
