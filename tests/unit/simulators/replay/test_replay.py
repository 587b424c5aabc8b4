"""One source through a camera's detectors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from detectors.pipeline import CameraDetectors
from simulators.replay.camera.whole_picture import whole_picture_camera
from simulators.replay.replay import Replay
from simulators.replay.source.replayed_picture import BEGINNING, ReplayedPicture


def pictures(count: int, stop_at: int | None = None) -> Iterator[ReplayedPicture]:
    noise = np.random.default_rng(1)
    image = noise.integers(0, 255, (90, 160, 3), np.uint8)
    for number in range(1, count + 1):
        if number == stop_at:
            raise KeyboardInterrupt
        at = BEGINNING + timedelta(seconds=number - 1)
        yield ReplayedPicture(number, at, image, f"frame {number}")


def replay() -> Replay:
    camera = whole_picture_camera("yard", ["construction"], 5).camera
    detectors = CameraDetectors(camera)
    return Replay(camera.analytics, detectors, ["construction"], lambda picture: picture.sha256)


def test_visits_are_looked_at_and_noted() -> None:
    record = replay().run(pictures(9))
    assert (record.pictures, record.seconds, record.size) == (9, 8.0, (160, 90))
    assert record.looks == {"construction": 3}
    assert [visit.time_s for visit in record.areas["whole-ground"]] == [2.0, 5.0, 8.0]
    assert record.incidents == []


def test_an_unfinished_visit_counts_where_the_pictures_were_taken_one_by_one() -> None:
    assert replay().run(pictures(10), stills=False).looks == {"construction": 3}
    assert replay().run(pictures(10), stills=True).looks == {"construction": 4}


def test_ctrl_c_keeps_what_was_seen() -> None:
    record = replay().run(pictures(100, stop_at=7))
    assert record.stopped
    assert record.pictures == 6
    assert record.looks == {"construction": 2}
