"""The place as it was, put together from what each reference knows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from detectors.construction.reference import Reference
from detectors.construction.reference_bank import ReferenceBank
from detectors.construction.scene import Scene
from tests.unit.detectors.support import Ground, at

LEFT = np.s_[:, :160]
WALL = np.s_[35:145, 123:155]
"""The left part of a wall of 120 px."""


def right_half(place: Scene) -> np.ndarray:
    knows = everywhere(place)
    knows[LEFT] = False
    return knows


def scene(light: float = 1.0, wall_px: int = 0) -> Scene:
    return Scene.of(Ground().picture(light=light, wall_px=wall_px))


def everywhere(place: Scene) -> np.ndarray:
    return np.ones((place.size[1], place.size[0]), np.bool_)


def kept(place: Scene) -> Scene:
    """Return a scene as it comes back from a byte per pixel."""
    return Scene.unpacked(*place.packed())


def test_without_a_reference_of_its_kind_of_light_nothing_is_known():
    grey = Scene.of(cv2.cvtColor(Ground().picture()[:, :, 1], cv2.COLOR_GRAY2BGR))
    bank = ReferenceBank([Reference.of(grey, everywhere(grey), at(0))])
    assert ReferenceBank().as_known(scene()) is None
    assert bank.as_known(scene()) is None
    assert bank.as_known(grey) is not None


def test_one_reference_is_both_pictures():
    place = scene()
    known = ReferenceBank([Reference.of(place, everywhere(place), at(0))]).as_known(place)
    assert known is not None
    assert np.array_equal(known.nearest.light, kept(place).light)
    assert np.array_equal(known.nearest.light, known.other.light)
    assert known.known.all()


def test_the_nearest_comes_first_and_the_next_second():
    near, far = scene(), scene(wall_px=120)
    bank = ReferenceBank([Reference.of(one, everywhere(one), at(0)) for one in (far, near)])
    known = bank.as_known(scene(light=1.1))
    assert known is not None
    assert np.array_equal(known.nearest.light, kept(near).light)
    assert np.array_equal(known.other.light, kept(far).light)


def test_what_the_nearest_does_not_know_is_taken_from_the_next_and_neither_is_changed():
    near, far = scene(), scene(wall_px=120)
    first, second = (
        Reference.of(near, right_half(near), at(0)),
        Reference.of(far, everywhere(far), at(0)),
    )
    before = first.light.copy()
    known = ReferenceBank([first, second]).as_known(near)
    assert known is not None
    there = kept(far).light[WALL] - kept(near).light[WALL]
    shown = known.nearest.light[WALL] - kept(near).light[WALL]
    # As the next shows it, but for what is taken for its light.
    assert np.corrcoef(there.ravel(), shown.ravel())[0, 1] > 0.95
    assert np.array_equal(known.nearest.light[:, 160:], kept(near).light[:, 160:])
    assert np.array_equal(first.light, before)


@pytest.mark.parametrize("light", [0.6, 1.5])
def test_a_patch_is_brought_to_the_light_of_the_picture_around_it(light: float):
    near, far = scene(), scene(light=light)
    bank = ReferenceBank(
        [
            Reference.of(near, right_half(near), at(0)),
            Reference.of(far, everywhere(far), at(0)),
        ]
    )
    known = bank.as_known(near)
    assert known is not None
    unlike = np.abs(known.nearest.light - near.light)[LEFT]
    assert np.median(np.abs(far.light - near.light)[LEFT]) > 20
    assert np.median(unlike) < 3


def test_where_nobody_knows_the_place_the_visit_itself_is_shown_and_nothing_looks_new():
    place, now = scene(), scene(light=1.3, wall_px=120)
    bank = ReferenceBank([Reference.of(place, right_half(place), at(0))])
    known = bank.as_known(now)
    assert known is not None
    assert np.array_equal(known.known, right_half(place))
    for picture in (known.nearest, known.other):
        unlike = picture.light - now.light
        unlike -= np.median(unlike)
        assert np.median(np.abs(unlike[WALL])) < 4


def test_what_was_forgotten_is_shown_on_until_something_is_learned_there():
    place, built = scene(), scene(wall_px=120)
    left = ~right_half(place)
    bank = ReferenceBank([Reference.of(place, everywhere(place), at(0))])
    bank.forget(left)
    assert not bank.compare(built).told[LEFT].any()
    known = bank.as_known(built)
    assert known is not None
    assert known.known.all()
    assert np.array_equal(known.nearest.light, kept(place).light)
    bank.references[0].learn(built, left, at(1))
    bank.forget(right_half(place))
    known = bank.as_known(built)
    assert known is not None
    assert known.known.all()
    assert np.array_equal(known.nearest.light[WALL], kept(built).light[WALL])
    assert np.array_equal(known.nearest.light[:, 160:], kept(place).light[:, 160:])
