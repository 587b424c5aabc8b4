"""One source through a camera's detectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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


def replay(*wanted: str) -> Replay:
    wanted = wanted or ("construction",)
    camera = whole_picture_camera("yard", wanted, 5).camera
    detectors = CameraDetectors(camera)
    return Replay(camera.analytics, detectors, wanted, lambda picture: picture.sha256)


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


def going_black(count: int, black_from: int) -> Iterator[ReplayedPicture]:
    for picture in pictures(count):
        dark = picture.number >= black_from
        yield replace(picture, image=np.zeros_like(picture.image)) if dark else picture


def test_a_picture_that_goes_black_is_a_fault_and_what_is_blind_is_not_looked_at() -> None:
    run = replay("construction", "diagnosis")
    record = run.run(going_black(120, 40))
    (fault,) = record.incidents
    assert (fault.kind, fault.zone, fault.quantity) == ("camera-fault", "picture", "black")
    assert fault.peak <= fault.limit
    assert fault.evidence
    assert record.looks["diagnosis"] == 120
    seen_s = record.time_s(fault.start)
    assert all(visit.time_s <= seen_s for visit in record.areas["whole-ground"])
    assert record.looks["construction"] == len(record.areas["whole-ground"])
