"""Alerts are CloudEvents, and hostile ones are refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.kind import IncidentKind

GOOD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "01KAKZ6Y0Q8V5T3N2M1H0G9F8E",
    "type": "sharp-eyes.crowd.v1",
    "source": "/370499/101/n1/shard-1",
    "subject": "camera/37049901001326000002",
    "time": "2026-11-21T12:00:00Z",
    "datacontenttype": "application/json",
    "data": {
        "incident_id": "01KAKZ6Y0Q8V5T3N2M1H0G9F8D",
        "phase": "new",
        "epoch": 3,
        "seq": 0,
        "severity": 2,
        "region": "370499101201",
        "grid": "370499101201002",
        "location": [117.623, 34.699],
        "zone": "square",
        "measurement": {"quantity": "people", "value": 14, "unit": "people", "limit": 10},
        "time_source": "sender_report",
        "decoded_at": "2026-11-21T12:00:00.2Z",
        "evidence": [{"sha256": "a" * 64}],
        "model": {"name": "nanodet-g", "version": "1", "sha256": "b" * 64, "threshold": 0.4},
    },
}


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    alert = copy.deepcopy(GOOD)
    place = alert
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return alert


def test_an_alert_reads_back_as_it_was_written() -> None:
    alert = Alert.model_validate(GOOD)
    assert Alert.model_validate_json(alert.model_dump_json()) == alert
    assert alert.kind is IncidentKind.CROWD
    assert alert.camera_id == "37049901001326000002"
    assert alert.order == (3, 0)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("specversion",), "0.3"),
        (("id",), "../../etc/passwd"),
        (("type",), "sharp-eyes.face.v1"),
        (("source",), "/370499/101/../shard"),
        (("subject",), "person/1"),
        (("time",), "2026-11-21T12:00:00"),
        (("data", "severity"), 5),
        (("data", "epoch"), -1),
        (("data", "location"), [200.0, 0.0]),
        (("data", "evidence"), [{"sha256": "../x"}]),
        (("data", "reason"), "cleared"),
        (("data", "phase"), "end"),
        (("data", "person"), "somebody"),
        (("data", "measurement", "value"), "NaN"),
        (("data", "measurement", "value"), float("inf")),
        (("data", "location"), [float("nan"), 0.0]),
    ],
)
def test_anything_else_is_refused(path: tuple[str, ...], value: Any) -> None:
    with pytest.raises(ValidationError):
        Alert.model_validate(changed(path, value))
