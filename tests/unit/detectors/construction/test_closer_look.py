"""A change seen enlarged."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from detectors.construction.closer_look import (
    EVERY,
    MOST_AT_ONCE,
    MOST_KEPT,
    closer_look,
    look_closer,
)
from detectors.construction.tracked_change import TrackedChange
from detectors.models.detections import Detections
from tests.unit.detectors.support import START

CLASSES = ("person", "truck")
GROUND = (slice(80, 110), slice(120, 180))
"""Rows and columns of the ground in a map of 320 x 180."""


def ground(where=GROUND):
    mask = np.zeros((180, 320), np.bool_)
    mask[where] = True
    return mask


class Model:
    """Sees one thing at a place of the whole picture (u, v), wherever the cut-out lies."""

    def __init__(self, image, box, kind=1, score=0.6):
        self.image, self.box, self.kind, self.score = image, box, kind, score
        self.asked = []

    def detect(self, image, threshold):
        self.asked.append(image.shape)
        # Each pixel of the picture holds its own place.
        left, top = image[0, 0, 0] * 4.0, image[0, 0, 1] * 4.0
        right = image[0, -1, 0] * 4.0
        scale = image.shape[1] / max(1.0, right - left)
        boxes = (np.array([self.box], np.float32) - [left, top, left, top]) * scale
        return Detections(
            boxes.astype(np.float32),
            np.array([self.kind], np.int32),
            np.array([self.score], np.float32),
            CLASSES,
        )


def picture():
    v, u = np.mgrid[0:360, 0:640]
    return np.stack([u // 4, v // 4, np.zeros_like(u)], axis=2).astype(np.uint8)


@pytest.mark.parametrize(
    ("box", "kind", "surely"),
    [
        ((238, 158, 362, 222), 1, 0.6),
        ((238, 158, 362, 222), 0, 0.0),
        ((20, 20, 144, 84), 1, 0.0),
        ((180, 100, 460, 330), 1, 0.0),
    ],
    ids=["a lorry on it", "a person on it", "a lorry elsewhere", "a box much larger than it"],
)
def test_a_vehicle_counts_where_its_box_fits_the_ground(box, kind, surely):
    image = picture()
    model = Model(image, box, kind)
    assert closer_look(image, model)(ground()) == pytest.approx(surely)
    assert len(model.asked) == 2
    assert all(max(shape[:2]) == 416 for shape in model.asked)


def test_a_change_at_the_corner_is_cut_out_too():
    image = picture()
    model = Model(image, (0, 0, 1, 1))
    closer_look(image, model)(ground((slice(0, 5), slice(0, 4))))
    closer_look(image, model)(ground((slice(0, 180), slice(0, 320))))
    assert len(model.asked) == 4


def tracks(count):
    return [
        TrackedChange(number, ground((slice(0, 20 + number), slice(0, 60))), START, START, seen=3)
        for number in range(count)
    ]


def test_the_largest_are_looked_at_and_not_again_for_some_hours():
    changes, looked = tracks(5), []

    def look(where):
        looked.append(int(np.count_nonzero(where)))
        return 0.5

    now = START + timedelta(hours=5)
    look_closer(changes, look, (0.0, 0.0), 0.005, now)
    assert looked == [24 * 60, 23 * 60, 22 * 60][:MOST_AT_ONCE]
    look_closer(changes[-3:], look, (0.0, 0.0), 0.005, now + EVERY / 2)
    assert len(looked) == MOST_AT_ONCE
    for hours in range(10):
        look_closer(changes[-1:], look, (0.0, 0.0), 0.005, now + (hours + 1) * EVERY)
    assert changes[-1].vehicles == (0.5,) * MOST_KEPT
    assert changes[0].vehicles == ()


@pytest.mark.parametrize("why", ["confirmed", "missed", "small", "just come"])
def test_what_cannot_be_told_of_now_is_not_looked_at(why):
    (change,) = tracks(1)
    now = START + timedelta(hours=5)
    if why == "confirmed":
        change.confirmed_at = START
    elif why == "missed":
        change.missed_in_a_row = 1
    elif why == "just come":
        now = START + EVERY / 2
    least = 0.5 if why == "small" else 0.005
    look_closer([change], lambda _where: 0.5, (0.0, 0.0), least, now)
    assert change.vehicles == ()


def test_ground_is_looked_for_where_the_picture_as_taken_has_it():
    (change,), seen = tracks(1), []

    def look(where):
        seen.append(where)
        return 0.0

    look_closer([change], look, (3.0, 2.0), 0.005, START + timedelta(hours=5))
    assert np.array_equal(seen[0], np.roll(change.mask, (-2, -3), axis=(0, 1)))
