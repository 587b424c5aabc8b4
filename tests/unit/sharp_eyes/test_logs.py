"""No secret reaches a log."""

from __future__ import annotations

import pytest
import structlog

from sharp_eyes.logs import set_up_logs, without_secrets


def test_passwords_are_blotted_out_by_name_and_inside_addresses() -> None:
    event = {
        "event": "cannot reach rtsp://admin:hunter2@10.0.0.1/x",
        "password": "hunter2",
        "Authorization": "Basic aHVudGVyMg==",
        "camera": "37049901001326000001",
    }
    assert "hunter2" not in str(without_secrets(None, "info", event))
    assert event["Authorization"] == "***"
    assert event["camera"] == "37049901001326000001"


def test_a_traceback_shows_no_local_variable(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    try:
        hunter2_in_a_variable = "".join(["hun", "ter2"])
        raise ValueError(len(hunter2_in_a_variable))
    except ValueError:
        structlog.get_logger("test").exception("failed")
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "hunter2" not in written.replace("hunter2_in_a_variable", "")


def test_a_test_can_capture_logs_however_often_they_were_set_up_before_it() -> None:
    log = structlog.get_logger("test")
    for _ in range(2):
        set_up_logs()
        log.info("said")
    with structlog.testing.capture_logs() as logs:
        log.info("captured")
    assert [one["event"] for one in logs] == ["captured"]
