"""The worker command with a phone: from the registry's token to a decoded sample."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

from sharp_eyes.processes.free_port import free_port
from tests.integration.ingest.waiting import until
from tests.integration.ingest_webrtc.node import CAMERA, TOKEN
from tests.integration.ingest_webrtc.publisher import Publisher


@pytest.mark.timeout(240)
async def test_a_worker_takes_a_phone_that_shows_its_token(tmp_path: Path) -> None:
    registry, stats = tmp_path / "registry.yaml", tmp_path / "stats.json"
    registry.write_text(
        f'cameras:\n  - id: "{CAMERA}"\n    name: 巡逻手机\n'
        f'    streams: {{sub: "whip://phone:{TOKEN}@"}}\n',
        encoding="utf-8",
    )
    port = free_port()
    worker = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("sharp-eyes")),
        *("worker", "--registry", str(registry), "--detectors", "none", "--sample-every", "1"),
        *("--stats", str(stats), "--state", str(tmp_path / "state")),
        *("--listen", f"127.0.0.1:{port}", "--seconds", "200"),
        env={**os.environ, "SHARP_EYES_ICE_ADDRESSES": "127.0.0.1"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    publisher = Publisher(f"{url}/whip/{CAMERA}", TOKEN)

    def camera() -> dict[str, object]:
        with contextlib.suppress(OSError, ValueError, KeyError):
            found: dict[str, object] = json.loads(stats.read_text())["cameras"][CAMERA]
            return found
        return {}

    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=20) as client:
            async with asyncio.timeout(90):
                while True:
                    with contextlib.suppress(httpx.HTTPError):
                        answer = await client.options(f"/whip/{CAMERA}", headers=publisher.headers)
                        if answer.status_code == 200:
                            break
                    await asyncio.sleep(0.1)
            assert (await publisher.publish()).status_code == 201
            seen = await until(lambda: (found := camera()).get("samples") and found, 60)
            metrics = await client.get("/metrics")
        assert isinstance(seen, dict)
        assert (seen["source"], seen["state"]) == ("whip", "online")
        assert metrics.status_code == 200
        assert CAMERA in metrics.text
        assert TOKEN not in metrics.text + stats.read_text()
    finally:
        await publisher.close()
        with contextlib.suppress(ProcessLookupError):
            worker.send_signal(signal.SIGTERM)
        async with asyncio.timeout(40):
            await worker.wait()
