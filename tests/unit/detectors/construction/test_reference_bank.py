"""The place as it was, put together from what each reference knows."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.construction.reference import Reference
from detectors.construction.reference_bank import ReferenceBank
from detectors.construction.scene import Scene
from tests.unit.detectors.support import Ground, at

LEFT = np.s_[:, :160]


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
    assert np.array_equal(known[0].light, kept(place).light)
    assert np.array_equal(known[0].light, known[1].light)


def test_the_nearest_comes_first_and_the_next_second():
    near, far = scene(), scene(wall_px=120)
    bank = ReferenceBank([Reference.of(one, everywhere(one), at(0)) for one in (far, near)])
    known = bank.as_known(scene(light=1.1))
    assert known is not None
    assert np.array_equal(known[0].light, kept(near).light)
    assert np.array_equal(known[1].light, kept(far).light)


def test_what_the_nearest_does_not_know_is_taken_from_the_next_and_neither_is_changed():
    near, far = scene(), scene(wall_px=120)
    knows_right = everywhere(near)
    knows_right[LEFT] = False
    first, second = (
        Reference.of(near, knows_right, at(0)),
        Reference.of(far, everywhere(far), at(0)),
    )
    before = first.light.copy()
    known = ReferenceBank([first, second]).as_known(near)
    assert known is not None
    assert np.array_equal(known[0].light[LEFT], kept(far).light[LEFT])
    assert np.array_equal(known[0].light[:, 160:], kept(near).light[:, 160:])
    assert np.array_equal(first.light, before)
