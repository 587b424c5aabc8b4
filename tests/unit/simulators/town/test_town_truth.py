from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput, MissingPart
from simulators.town.town_truth import CameraTruth, TownTruth

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
CAMERA = CameraTruth(
    EPOCH.isoformat(), 5, 10, 20, True, 10, 640, 360, "/cam/1", "lane-1", "clip.mp4", None
)


@pytest.mark.parametrize(
    ("loop", "after_s", "frame"),
    [
        (True, 0.0, 5),
        (True, 0.099, 5),
        (True, 0.1, 6),
        (True, 1.5, 0),
        (True, 3.5, 0),
        (False, 1.4, 19),
        (False, 1.5, 10),
        (False, 2.4, 19),
        (False, 2.5, 10),
    ],
)
def test_the_frame_on_air_is_known(loop: bool, after_s: float, frame: int) -> None:
    town = TownTruth(8554, {"c": replace(CAMERA, loop=loop)})
    assert town.frame_number_at("c", EPOCH + timedelta(seconds=after_s)) == frame


def test_before_the_epoch_nothing_was_on_air() -> None:
    with pytest.raises(ValueError, match="before"):
        CAMERA.frame_at(EPOCH - timedelta(seconds=1))


def test_the_file_says_the_same(tmp_path: Path) -> None:
    town = TownTruth(8554, {"c": CAMERA})
    town.write(tmp_path / "deep" / "truth.json")
    assert TownTruth.load(tmp_path / "deep" / "truth.json") == town


def test_a_broken_or_absent_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingPart):
        TownTruth.load(tmp_path / "truth.json")
    (tmp_path / "truth.json").write_text('{"port": 1, "cameras": {"c": {"x": 1}}}')
    with pytest.raises(BadInput):
        TownTruth.load(tmp_path / "truth.json")
