"""No secret reaches a log."""

from __future__ import annotations

from sharp_eyes.logs import without_secrets


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
