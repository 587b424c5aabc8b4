"""Every process of a small town is killed at random, and no incident is lost or doubled.

The same in large: ``python -m benchmarks.nothing_lost --seconds 300``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.lossless.scene_truth import NOBODY, SceneTruth, ZoneStory
from benchmarks.lossless.stage import Stage, StageSettings

SECONDS = 12.0


@pytest.mark.needs_mosquitto
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "postgresql",
    [
        pytest.param(False, id="sqlite"),
        pytest.param(True, id="postgresql", marks=pytest.mark.needs_postgresql),
    ],
)
async def test_what_happens_before_the_cameras_is_stored_once_whatever_is_killed(
    postgresql: bool, tmp_path: Path
) -> None:
    settings = StageSettings(
        seconds=SECONDS, seed=5, cameras=6, zones=3, postgresql=postgresql, pause_s=(0.2, 1.5)
    )
    stage = Stage(settings, tmp_path)
    found = await stage.run()
    assert found.whole, found
    assert found.stored == found.generated == found.tasks
    # It did happen, and they were killed.
    assert found.generated >= 3
    assert stage.kills.total() >= 1
    assert not stage.fell


def test_what_a_camera_shows_is_what_is_counted() -> None:
    truth = SceneTruth(seed=3, cameras=2, zones=2)
    last_begin_s = 60.0
    seen = set()
    for camera in truth.camera_ids():
        for zone in truth.zone_ids():
            story = ZoneStory(truth, camera, zone)
            for tenth in range(900):
                people = story.at(tenth / 10, last_begin_s).people
                if people != NOBODY:
                    seen.add((camera, zone, people - 100))
    assert seen == set(truth.generated(last_begin_s))
    assert len(seen) > 8
