"""Makes alerts as a worker would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sharp_eyes.alert.alert import Alert
from sharp_eyes.clock import ManualClock
from sharp_eyes.identifiers import UlidSource

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
SOURCE = "/370499/101/demo/shard-1"
SQUARE = "37049901001326000002"
PLOT = "37049901001326000003"
VILLAGE = "370499101201"

_clock = ManualClock(START)
_ulids = UlidSource(_clock, Random(7))


def ulid(after_s: float = 0.001) -> str:
    """Return a ULID later than all before."""
    _clock.advance(after_s)
    return _ulids.new()


def alert(
    incident: str,
    *,
    kind: str = "crowd",
    phase: str = "new",
    epoch: int = 1,
    seq: int = 0,
    camera: str = SQUARE,
    zone: str | None = "square",
    value: float = 12.0,
    at_s: float = 0.0,
    evidence: tuple[str, ...] = (),
    evidence_status: str = "pending",
    **fields: Any,
) -> Alert:
    """Return one alert; ``fields`` replace fields of ``data``."""
    moment = START + timedelta(seconds=at_s)
    crowd = kind == "crowd"
    return Alert.model_validate(
        {
            "id": ulid(),
            "type": f"sharp-eyes.{kind}.v1",
            "source": SOURCE,
            "subject": f"camera/{camera}",
            "time": moment,
            "data": {
                "incident_id": incident,
                "phase": phase,
                "epoch": epoch,
                "seq": seq,
                "severity": 2,
                "region": VILLAGE,
                "zone": zone,
                "measurement": {
                    "quantity": "people" if crowd else "changed_area",
                    "value": value,
                    "unit": "people" if crowd else "share of picture",
                    "limit": 10.0,
                },
                "time_source": "arrival",
                "decoded_at": moment,
                "evidence": [{"sha256": one, "status": evidence_status} for one in evidence],
                "model": {"name": "nanodet-g", "version": "416", "threshold": 0.4},
                "reason": "cleared" if phase == "end" else None,
            }
            | fields,
        }
    )
