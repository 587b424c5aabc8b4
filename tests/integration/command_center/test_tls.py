"""The centre behind HTTPS, as a process: real handshakes, secure cookies, renewal while running."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner
from websockets.asyncio.client import connect

from command_center.commands.tls import tls
from tests.integration.command_center.house import CHANGING, PASSWORD, REGISTRY, until

pytestmark = [pytest.mark.sqlite_only, pytest.mark.timeout(180)]


def run(state: Path, *arguments: str) -> str:
    result = CliRunner().invoke(tls, [*arguments, "--state", str(state)])
    if result.exception is not None:
        raise result.exception
    return result.output


@asynccontextmanager
async def serving(state: Path, *arguments: str) -> AsyncIterator[str]:
    """A centre's process; gives its address."""
    environment = os.environ | {
        "SHARP_EYES_ADMIN_PASSWORD": PASSWORD,
        "SHARP_EYES_DUTY_PASSWORD": PASSWORD,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.command_center.serve_process"),
        *("--state", str(state), "--registry", str(REGISTRY), "--port", "0", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(90):
            while True:
                line = (await process.stdout.readline()).decode()
                assert line, "".join(said)
                said.append(line)
                if line.startswith("centre ready "):
                    break
        yield line.split()[-1]
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.communicate()


async def shown(url: str, context: ssl.SSLContext) -> bytes:
    """The certificate that a new connection is shown, DER."""
    host, _, port = url.removeprefix("https://").rpartition(":")
    _, writer = await asyncio.open_connection(host, int(port), ssl=context)
    found = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    assert isinstance(found, bytes)
    return found


async def test_a_site_with_its_own_authority_signs_in_by_https_and_renews_while_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    output = await asyncio.to_thread(run, state, "init", "localhost", "127.0.0.1")
    assert "ca.pem" in output
    assert "受信任的根证书" in output
    context = ssl.create_default_context(cafile=str(state / "tls" / "ca.pem"))
    async with serving(state, "--tls") as url:
        assert url.startswith("https://")
        with pytest.raises(ssl.SSLError):
            # Whoever did not install the authority is warned off.
            await shown(url, ssl.create_default_context())
        old = ssl.create_default_context(cafile=str(state / "tls" / "ca.pem"))
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await shown(url, old)
        async with httpx.AsyncClient(base_url=url, verify=context, timeout=20) as client:
            form = {"username": "duty", "password": PASSWORD, "purpose": "duty"}
            answer = await client.post("/api/v1/session", json=form, headers=CHANGING)
            assert answer.status_code == 200
            cookie = answer.headers["set-cookie"]
            assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=strict"))
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            assert (await client.get("/api/v1/cameras")).status_code == 200
            session = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            feed = url.replace("https", "wss") + "/api/v1/feed"
            headers = {"Cookie": session}
            async with connect(feed, ssl=context, origin=url, additional_headers=headers) as line:
                assert "hello" in str(await asyncio.wait_for(line.recv(), 20))
        # HTTP is not answered on that port.
        with pytest.raises(httpx.HTTPError):
            async with httpx.AsyncClient(timeout=10) as client:
                await client.get(url.replace("https", "http") + "/api/v1/health")
        before = await shown(url, context)
        await asyncio.to_thread(run, state, "renew")

        async def renewed() -> bool:
            return await shown(url, context) != before

        await until(renewed, 60)


async def test_http_stays_as_it_was_and_asks_browsers_for_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path / "state") as url, httpx.AsyncClient(timeout=20) as client:
        assert url.startswith("http://")
        answer = await client.get(f"{url}/api/v1/health")
        assert "strict-transport-security" not in answer.headers
