"""The commands from search to import, against a simulated town."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from ingest.codec import Codec
from ingest.finding.commands.asked_password import PASSWORD, asked_password
from sharp_eyes import cli
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.yaml_file import load
from simulators.onvif.onvif_server import OnvifServer
from simulators.onvif.onvif_stream import OnvifStream
from simulators.onvif.simulated_device import SimulatedDevice
from simulators.rtsp_server import RtspServer
from tests.integration.ingest.test_simulated_cameras import digest, prepared_clip

REGION = "370499101201"


@dataclass
class Town:
    rtsp: int
    onvif: int


@pytest.fixture
def town() -> Iterator[Town]:
    """Two cameras that answer ONVIF, in a loop of their own: commands run one themselves."""
    loop = asyncio.new_event_loop()
    up = threading.Event()
    over = asyncio.Event()
    made = Town(0, 0)

    async def serve() -> None:
        async with RtspServer(SystemClock(), auth=digest(), random=Random(1)) as server:
            server.add_camera("/1", prepared_clip(Codec.H264, "h264"))
            devices = [
                SimulatedDevice(
                    f"cam{number}",
                    name,
                    (OnvifStream("p", "sub", f"rtsp://127.0.0.1:{server.port}/{number}"),),
                )
                for number, name in ((1, "村口"), (2, "桥头"))
            ]
            async with OnvifServer(devices, SystemClock(), ("admin", "s3cret")) as onvif:
                made.rtsp, made.onvif = server.port, onvif.port
                up.set()
                await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert up.wait(40)
    yield made
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
    loop.close()


def run(*words: str, password: str | None = "s3cret"):
    return CliRunner(env={PASSWORD: password}).invoke(cli.build(), ["cameras", *words])


def test_what_is_found_is_written_and_can_be_imported(town: Town, tmp_path: Path) -> None:
    out = tmp_path / "found.yaml"
    search = ("discover", "--ask", f"127.0.0.1:{town.onvif}", "--listen", "2", "--user", "admin")
    found = run(*search, "--out", str(out), "--region", REGION)
    assert found.exit_code == 0, found.output
    assert "村口" in found.output
    assert "2 device(s)" in found.output
    assert [camera.region for camera in load(out).cameras] == [REGION, REGION]
    state = str(tmp_path / "centre")
    dry = run("import", str(out), "--dry-run", "--state", state)
    assert "2 added" in dry.output, dry.output
    assert run("import", str(out), "--state", state).exit_code == 0
    again = run(*search, "--out", str(out), "--region", REGION, "--registry", str(out))
    assert "2 registered already" in again.output.replace("\n", " ")


def test_a_probe_prints_what_it_saw_or_why_not(town: Town, tmp_path: Path) -> None:
    still = tmp_path / "still.jpg"
    address = f"rtsp://127.0.0.1:{town.rtsp}/1"
    seen = run("probe", address, "--user", "admin", "--still", str(still))
    assert seen.exit_code == 0, seen.output
    assert "H.264" in seen.output
    assert "320x192" in seen.output
    assert still.read_bytes().startswith(b"\xff\xd8")
    wrong = run("probe", address, "--user", "admin", "--json", password="wrong")
    assert wrong.exit_code == 1
    report = json.loads(wrong.output)
    assert report["outcome"] == "password-wrong"
    assert report["next_step"]["zh"]


def test_a_user_name_without_a_password_and_nobody_to_ask_is_said() -> None:
    with pytest.raises(BadInput, match="no password"):
        asked_password("admin", {})


def test_nobody_is_asked_for_a_password_without_a_user_name() -> None:
    assert asked_password(None, {}) is None
    found = asked_password("admin", {}, lambda text: "typed")
    assert found is not None
    assert found.password == "typed"


@pytest.mark.parametrize(
    "words",
    [
        ("discover", "--region", "12"),
        ("discover", "--out", "x.yaml"),
        ("discover", "--ask", "nowhere"),
    ],
)
def test_options_that_cannot_be_are_said(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert isinstance(result.exception, BadInput)
