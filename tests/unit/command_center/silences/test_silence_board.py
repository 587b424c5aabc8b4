"""Which incidents a silence holds back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from command_center.intake.attention import Attention, Held
from command_center.silences.silence import Silence
from command_center.silences.silence_board import SilenceBoard
from command_center.store.incident_row import IncidentRow
from sharp_eyes.clock import ManualClock

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
CAMERA = "37049901001326000002"
OTHER = "37049901001326000003"


def incident(camera: str | None = CAMERA, kind: str = "crowd", severity: int = 2) -> IncidentRow:
    return IncidentRow(camera_id=camera, kind=kind, severity=severity)


@pytest.mark.parametrize(
    ("silenced", "one", "after_s", "held"),
    [
        pytest.param("crowd", incident(), 0, True, id="its kind"),
        pytest.param("crowd", incident(), 3599, True, id="until its last second"),
        pytest.param("crowd", incident(), 3600, False, id="no longer than its time"),
        pytest.param("crowd", incident(kind="construction"), 0, False, id="another kind"),
        pytest.param(None, incident(kind="camera-fault"), 0, True, id="all kinds"),
        pytest.param("crowd", incident(OTHER), 0, False, id="another camera"),
        pytest.param(None, incident(None, "camera-fault"), 0, False, id="a village's outage"),
        pytest.param("crowd", incident(severity=3), 0, True, id="a major one"),
        pytest.param(None, incident(severity=4), 0, False, id="a grave one calls always"),
    ],
)
def test_a_silence_holds_back(
    silenced: str | None, one: IncidentRow, after_s: int, held: bool
) -> None:
    clock = ManualClock(NOW)
    board = SilenceBoard(clock)
    board.put([Silence(CAMERA, silenced, NOW + timedelta(hours=1))])
    clock.advance(after_s)
    assert Attention((board,)).held_back(one) == (Held("silence") if held else None)


def test_what_is_put_takes_the_place_of_what_was_there() -> None:
    board = SilenceBoard(ManualClock(NOW))
    board.put([Silence(CAMERA, None, NOW + timedelta(hours=1))])
    board.put([Silence(OTHER, None, NOW + timedelta(hours=1))])
    assert board.hold_back(incident()) is None
    assert board.hold_back(incident(OTHER)) is not None
