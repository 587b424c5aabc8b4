"""Each fault by its name after its hold time, its end after its own, and nothing without one."""

from __future__ import annotations

import copy

import cv2
import numpy as np
import pytest

from detectors.diagnosis.fault import PictureFault
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.privacy_mask import PrivacyMask
from tests.unit.detectors.diagnosis.street import (
    EVERY_S,
    HEIGHT,
    LEARNING,
    WIDTH,
    Change,
    Street,
    Watch,
    clipped,
    learned,
)


def turned(right: float, degrees: float = 0.0, scale: float = 1.0) -> Change:
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, scale)
    turn[0, 2] += right

    def change(picture, look):
        return cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT_101)

    return change


def with_clock(picture, look):
    picture = picture.copy()
    text = f"2026-06-01 10:{look:02}:07"
    cv2.putText(picture, text, (8, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)
    return picture


def faults(street: Street) -> dict[str, tuple[Change, PictureFault, int]]:
    """Name → what happens, what it is called, seconds after which that is said."""
    still = street.picture()
    elsewhere = Street(9)
    black = np.full_like(still, 6)

    def dark(picture, look):
        return with_clock(clipped(black + street.grain(4)), look)

    def covered(picture, look):
        picture = picture.copy()
        picture[:, : WIDTH * 3 // 4] = clipped(95 + street.grain(2))[:, : WIDTH * 3 // 4]
        return picture

    return {
        "black, with noise and a clock": (dark, PictureFault.BLACK, 30),
        "burnt out": (
            lambda p, look: clipped(p.astype(np.float32) * 3 + 90),
            PictureFault.OVER_EXPOSED,
            60,
        ),
        "frozen": (lambda p, look: still, PictureFault.FROZEN, 60),
        "frozen but for its clock": (
            lambda p, look: with_clock(still, look),
            PictureFault.FROZEN,
            60,
        ),
        "three quarters covered": (covered, PictureFault.COVERED, 60),
        "wholly covered": (
            lambda p, look: clipped(np.full_like(p, 140) + street.grain(2)),
            PictureFault.COVERED,
            60,
        ),
        "knocked aside by 5 %": (turned(0.05 * WIDTH), PictureFault.VIEW_MOVED, 60),
        "turned by a third": (turned(-0.3 * WIDTH), PictureFault.VIEW_MOVED, 60),
        "rotated": (turned(0, degrees=8), PictureFault.VIEW_MOVED, 180),
        "zoomed": (turned(0, scale=1.3), PictureFault.VIEW_MOVED, 180),
        "elsewhere": (lambda p, look: elsewhere.picture(), PictureFault.VIEW_MOVED, 180),
        "out of focus": (
            lambda p, look: clipped(cv2.GaussianBlur(p, (0, 0), 3) + street.grain(1)),
            PictureFault.BLURRED,
            180,
        ),
        "grainy": (lambda p, look: clipped(p + street.grain(30)), PictureFault.NOISE, 180),
        "blue missing": (
            lambda p, look: clipped(p * np.array([0.3, 1, 1], np.float32)),
            PictureFault.COLOUR_CAST,
            300,
        ),
    }


@pytest.mark.parametrize("name", faults(Street()))
def test_a_fault_is_said_by_its_name_after_its_hold_time_and_its_end_when_that_holds(
    name: str,
) -> None:
    watch = learned()
    change, fault, hold_s = faults(watch.street)[name]
    said = watch.look(hold_s // EVERY_S + 4, change)
    assert [(step.phase, step.fault) for _s, step in said] == [(Phase.NEW, fault)]
    assert hold_s <= said[0][0] <= hold_s + 2 * EVERY_S
    assert watch.diagnosis.open is fault
    ended = watch.look(10)
    assert [(step.phase, step.fault) for _s, step in ended] == [(Phase.END, fault)]
    assert ended[0][0] >= 20, "the end holds before it is said"
    assert watch.diagnosis.open is None


def infrared(picture, look):
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return cv2.merge([clipped(grey * 0.6 + 10)] * 3)


def lorry(picture, look):
    picture = picture.copy()
    picture[40:330, 60:380] = (150, 155, 160)
    picture[40:330, 60:380:64] = (60, 60, 60)
    return picture


HARMLESS = {
    "nothing": lambda p, look: p,
    "night with infrared": infrared,
    "dusk within seven minutes": lambda p, look: clipped(p * max(0.2, 1 - look / 50)),
    "fog within seven minutes": lambda p, look: clipped(
        p * (1 - min(0.75, look / 55)) + 190 * min(0.75, look / 55)
    ),
    "a lorry before half of it": lorry,
    "a burst of light for half a minute": lambda p, look: (
        clipped(p * 4.0 + 100) if look in (5, 6, 7) else p
    ),
    "a hand before the lens for half a minute": lambda p, look: (
        np.full_like(p, 90) if look in (5, 6, 7) else p
    ),
    "wind on the pole": lambda p, look: np.roll(p, (look % 3 - 1) * 3, axis=1),
    "sun": lambda p, look: clipped(p * 1.3),
}


@pytest.mark.parametrize(
    "colour",
    [
        lambda p, look: clipped(infrared(p, look) * np.array([0.6, 1, 1], np.float32)),
        lambda p, look: clipped(infrared(p, look) * np.array([1, 0.6, 1], np.float32)),
        lambda p, look: clipped(infrared(p, look) + np.array([-12, -12, 24], np.float32)),
    ],
    ids=["blue is weak", "green is weak", "a red tint"],
)
def test_one_colour_over_a_grey_picture_is_a_cast_and_the_first_colours_of_a_place_are_none(
    colour: Change,
) -> None:
    watch = Watch(Street())
    assert watch.look(LEARNING, infrared) == []
    morning = copy.deepcopy(watch)
    said = watch.look(34, colour)
    assert [(step.phase, step.fault) for _s, step in said] == [
        (Phase.NEW, PictureFault.COLOUR_CAST)
    ]
    ended = watch.look(10, infrared)
    assert [(step.phase, step.fault) for _s, step in ended] == [
        (Phase.END, PictureFault.COLOUR_CAST)
    ]
    assert morning.look(40) == []


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_fault_is_not_said(name: str) -> None:
    watch = learned()
    assert watch.look(45, HARMLESS[name]) == []


def test_a_static_night_with_nobody_in_it_is_not_frozen_though_little_noise_is_left() -> None:
    watch = Watch(Street())
    watch.street.plate = watch.street.plate * 0.2

    def at_night(picture, look):
        _done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 30])
        return cv2.imdecode(data, cv2.IMREAD_COLOR)

    assert watch.look(60, at_night) == []


def test_a_camera_never_seen_alive_is_frozen_only_after_ten_minutes() -> None:
    watch = Watch(Street())
    still = watch.street.picture()
    said = watch.look(65, lambda _picture, _look: still)
    assert [(seconds, step.fault) for seconds, step in said] == [(610, PictureFault.FROZEN)]


def test_of_two_faults_the_graver_one_is_said_in_the_same_incident() -> None:
    watch = learned()
    soft = faults(watch.street)["out of focus"][0]
    assert [step.fault for _s, step in watch.look(20, soft)] == [PictureFault.BLURRED]
    black = faults(watch.street)["black, with noise and a clock"][0]
    said = watch.look(6, black)
    assert [(step.phase, step.fault) for _s, step in said] == [(Phase.UPDATE, PictureFault.BLACK)]
    assert [step.phase for _s, step in watch.look(12)] == [Phase.END]


def test_a_long_pause_proves_nothing() -> None:
    watch = learned()
    black = faults(watch.street)["black, with noise and a clock"][0]
    assert watch.look(3, black) == []
    watch.number += 30
    assert watch.look(3, black) == [], "it has to hold anew"
    assert [step.fault for _s, step in watch.look(1, black)] == [PictureFault.BLACK]


def test_what_is_usual_is_not_learned_from_a_fault() -> None:
    watch = learned()
    soft = faults(watch.street)["out of focus"][0]
    assert [step.phase for _s, step in watch.look(100, soft)] == [Phase.NEW]


def test_masked_parts_are_not_judged() -> None:
    left = PrivacyMask(id="left", polygon=((0.0, 0.0), (0.8, 0.0), (0.8, 1.0), (0.0, 1.0)))
    watch = Watch(Street(), (left,))

    def masked(picture, look):
        picture = picture.copy()
        picture[:, : round(0.8 * WIDTH) + 2] = 0
        return picture

    assert watch.look(LEARNING, masked) == []
    assert watch.look(20, masked) == []
    black = watch.look(6, lambda p, look: np.zeros_like(p))
    assert [step.fault for _s, step in black] == [PictureFault.BLACK]


@pytest.mark.parametrize("size", [(1280, 720), (320, 240), (352, 288), (64, 36), (7, 5)])
def test_pictures_of_any_size_are_looked_at(size: tuple[int, int]) -> None:
    watch = Watch(Street())
    resized = lambda picture, look: cv2.resize(picture, size)  # noqa: E731
    assert watch.look(LEARNING, resized) == []
    assert watch.look(10, resized) == []
