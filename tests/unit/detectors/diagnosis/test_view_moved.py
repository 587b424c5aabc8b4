"""A view is looked for in what lasts, behind traffic, rain and grain."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.instead import Instead
from detectors.diagnosis.seen import MAP_HEIGHT, MAP_WIDTH, Seen
from detectors.diagnosis.view import LEARNING_LOOKS, WEIGHT, View
from tests.unit.detectors.diagnosis.street import (
    EVERY_S,
    HEIGHT,
    LEARNING,
    WIDTH,
    Street,
    Watch,
    clipped,
    learned,
)


class BareRoad(Street):
    """Even grey with a line and some spots, and now and then a car that hides a third of it."""

    def __init__(self) -> None:
        super().__init__()
        self.plate = np.full((HEIGHT, WIDTH, 3), (118.0, 120.0, 122.0), np.float32)
        cv2.line(self.plate, (40, 350), (210, 20), (220, 220, 220), 7)
        for _ in range(60):
            x, y = int(self.random.integers(0, WIDTH)), int(self.random.integers(0, HEIGHT))
            cv2.circle(self.plate, (x, y), 2, (190, 190, 190), -1)
        self.number = 0

    def picture(self):
        picture = super().picture()
        self.number += 1
        if self.number % 3 == 0:
            left = int(self.random.integers(0, WIDTH - 220))
            picture[60:300, left : left + 220] = (90, 60, 60)
            picture[100:160, left + 20 : left + 200] = (30, 25, 20)
        return picture


def directions(random: np.random.Generator, power: float) -> np.ndarray:
    shape = (2, MAP_HEIGHT, MAP_WIDTH)
    return random.normal(0, np.sqrt(power / 2), shape).astype(np.float32)


def test_a_bare_road_turned_aside_is_a_moved_view_and_no_covered_lens() -> None:
    watch = Watch(BareRoad())
    assert watch.look(2 * LEARNING) == []

    def turned(picture, look):
        return np.roll(picture, (60, 130), axis=(0, 1))

    said = watch.look(14, turned)
    assert [step.fault for _s, step in said] == [PictureFault.VIEW_MOVED]
    assert said[0][0] <= 60 + 3 * EVERY_S


def test_a_blurred_bare_road_is_blurred() -> None:
    watch = Watch(BareRoad())
    assert watch.look(2 * LEARNING) == []
    said = watch.look(26, lambda p, look: clipped(cv2.GaussianBlur(p, (0, 0), 3)))
    assert [step.fault for _s, step in said] == [PictureFault.BLURRED]


def test_what_two_looks_have_in_common_lasts_and_noise_does_not() -> None:
    random = np.random.default_rng(1)
    place, instead, noise_only = directions(random, 0.2), Instead(), Instead()
    for _ in range(24):
        noise = directions(random, 0.3)
        instead.learn(place + noise)
        noise_only.learn(noise)
    assert abs(float(instead.lasting().mean()) - 0.2) < 0.02
    assert abs(float(noise_only.lasting().mean())) < 0.01


def test_a_view_in_eight_bits_follows_what_changes_by_less_than_a_step_a_look() -> None:
    view, seen = View(), Seen.under(())
    before = np.full((2, MAP_HEIGHT, MAP_WIDTH), 0.30, np.float32)
    after = before + np.float32(0.10)
    for _ in range(LEARNING_LOOKS):
        view.learn(before)
    assert WEIGHT * 0.10 < 0.5 / 127, "one look moves it by less than half a step"
    for _ in range(400):
        view.learn(after)
    assert abs(float(view.mean.mean()) - 0.40) < 0.01
    assert view.usable(seen).all()


def test_heavy_grain_is_noise_and_no_lost_view() -> None:
    watch = learned()
    said = watch.look(26, lambda p, look: clipped(p + watch.street.grain(45)))
    assert [step.fault for _s, step in said] == [PictureFault.NOISE]


def test_texture_that_stands_still_is_no_grain_where_the_place_is_not_known_yet() -> None:
    watch = Watch(Street())
    watch.street.plate = watch.street.plate + np.random.default_rng(3).normal(
        0, 40, (HEIGHT // 2, WIDTH // 2, 1)
    ).repeat(2, axis=0).repeat(2, axis=1)
    assert watch.look(LEARNING) == []


def test_heavy_grain_is_said_where_the_place_is_not_known_yet() -> None:
    watch = Watch(Street())
    said = watch.look(22, lambda p, look: clipped(p + watch.street.grain(45)))
    assert [step.fault for _s, step in said] == [PictureFault.NOISE]


def test_a_fiftieth_of_the_light_is_black_though_edges_could_still_be_computed() -> None:
    watch = learned()
    said = watch.look(8, lambda p, look: clipped(p * 0.012 + 6))
    assert [step.fault for _s, step in said] == [PictureFault.BLACK]


def test_a_street_at_a_tenth_of_its_light_is_dark_and_not_black() -> None:
    watch = learned()
    assert watch.look(20, lambda p, look: clipped(p * 0.1)) == []
