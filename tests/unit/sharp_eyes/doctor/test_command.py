"""The command as a user calls it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sharp_eyes.doctor.checks import CHECKS
from sharp_eyes.doctor.command import doctor

APP = typer.Typer()
APP.command()(doctor)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_json_holds_every_finding_and_a_taken_port_ends_with_status_1(
    tmp_path: Path, taken_port: int
) -> None:
    result = CliRunner().invoke(
        APP, ["--json", "--port", str(taken_port), "--state", str(tmp_path)]
    )
    assert result.exit_code == 1
    document = json.loads(result.output)
    assert document["ok"] is False
    assert len(document["findings"]) == len(CHECKS)
    found = {finding["name"]: finding for finding in document["findings"]}
    assert found["loopback_port"]["verdict"] == "missing"
    assert str(taken_port) in found["loopback_port"]["detail"]["en"]
    assert found["state_folder"]["verdict"] == "ok"


def test_the_lines_name_the_remedy_in_both_languages(tmp_path: Path, taken_port: int) -> None:
    result = CliRunner().invoke(APP, ["--port", str(taken_port), "--state", str(tmp_path)])
    assert "换一个端口" in result.output
    assert "take another one with --port" in result.output


@pytest.mark.needs_model
@pytest.mark.needs_wall
def test_a_machine_that_was_set_up_can_run_the_demo(tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, ["--state", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "make demo" in result.output
