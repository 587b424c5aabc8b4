from datetime import timedelta

import numpy as np
import pytest

from detectors.construction.known_looks import LEAST, KnownLooks
from detectors.construction.look import Look
from detectors.construction.reference import Reference
from detectors.construction.scene import Scene
from tests.unit.detectors.support import Ground, at

YOUNG = timedelta(hours=30)


@pytest.fixture
def ground():
    return Ground()


def nothing(scene):
    return np.zeros(scene.light.shape, np.bool_)


def learned(ground, visits=LEAST):
    looks = KnownLooks()
    for index in range(visits):
        scene = Scene.of(ground.picture())
        looks.learn(scene, ~nothing(scene), at(600.0 * index))
    return looks


def middle(signs):
    """Return the signs where a wall of 80 px stands."""
    return signs[40:70, 64:101]


def test_before_enough_is_known_nothing_is_told(ground):
    scene = Scene.of(ground.picture())
    looks = learned(ground, LEAST - 1)
    assert not looks.can_tell
    assert looks.visit(scene, nothing(scene), nothing(scene), at(3600.0), YOUNG) is None
    assert looks.can_tell


def test_the_same_ground_again_is_nothing_unknown(ground):
    looks = learned(ground)
    scene = Scene.of(ground.picture())
    signs = looks.visit(scene, nothing(scene), nothing(scene), at(3600.0), YOUNG)
    assert np.nanmax(signs) < 3.0


def test_something_new_is_unlike_all_until_it_is_learned_and_what_is_followed_never_is(ground):
    scene = Scene.of(ground.picture(wall_px=80))
    inside = nothing(scene)
    inside[60:160, 110:220] = True
    last = {}
    for followed in (nothing(scene), inside):
        looks = learned(ground)
        for day in range(1, 10):
            signs = looks.visit(scene, nothing(scene), followed, at(86_400.0 * day), YOUNG)
            if day == 1:
                assert np.median(middle(signs)) > 3.0
        last[bool(followed.any())] = float(np.median(middle(signs)))
    assert last[False] < 1.0
    assert last[True] > 3.0


def test_where_people_stand_nothing_is_told(ground):
    looks = learned(ground)
    scene = Scene.of(ground.picture())
    hidden = nothing(scene)
    hidden[:, :100] = True
    signs = looks.visit(scene, hidden, nothing(scene), at(3600.0), YOUNG)
    assert np.isnan(signs[:, :49]).all()
    assert np.isfinite(signs[:, 51:]).all()


def test_looks_come_back_from_references(ground):
    references = []
    for index in range(LEAST):
        scene = Scene.of(ground.picture())
        references.append(Reference.of(scene, ~nothing(scene), at(600.0 * index)))
    assert KnownLooks(references).can_tell
    assert not KnownLooks(references[1:]).can_tell


def test_darker_light_over_all_is_no_difference(ground):
    scene = Scene.of(ground.picture())
    darker = Scene(scene.light - np.float32(30.0), scene.chroma)
    looks = [Look.of(one, ~nothing(scene), at(0.0)) for one in (scene, darker)]
    assert float(looks[0].distance(looks[1]).max()) < 0.3
