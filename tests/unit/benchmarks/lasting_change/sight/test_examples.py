"""What the network is taught with."""

from __future__ import annotations

import numpy as np

from benchmarks.lasting_change.sight.examples import CODES, IGNORED, NO, YES, examples
from benchmarks.lasting_change.sight.views import Views
from detectors.construction.detail import Detail
from detectors.construction.scene import Scene
from detectors.construction.works_sight import sight_input
from tests.unit.detectors.support import Ground

VISITS = 8
BEGINS = 4
WORKS = np.s_[60:120, 100:200]


def views(*, infrared: tuple[int, ...] = (), begun_from: int = BEGINS) -> Views:
    ground = Ground()
    labels = np.zeros((VISITS, 180, 320), np.uint8)
    labels[begun_from:][(slice(None), *WORKS)] = 1
    progress = np.zeros((VISITS, 1), np.float32)
    progress[begun_from:] = np.linspace(0.1, 1, VISITS - begun_from)[:, None]
    pictures = [ground.picture() for _ in range(VISITS)]
    scenes = tuple(map(Scene.of, pictures))
    return Views(
        scenes,
        tuple(map(Detail.of, pictures, scenes)),
        labels,
        progress,
        np.isin(np.arange(VISITS), infrared),
        np.zeros(VISITS, np.int64),
    )


def found(seen: Views, seed: int = 1):
    return list(examples(seen, np.random.default_rng(seed)))


def test_a_structure_is_wanted_where_the_pictures_of_before_do_not_show_it():
    wanted = [one.wanted for one in found(views())]
    with_works = [one for one in wanted if (one == YES).any()]
    assert with_works
    for one in with_works:
        assert (one[30:60, 50:100] == YES).mean() > 0.9
        outside = one.copy()
        outside[28:62, 48:102] = NO
        assert not outside.any()


def test_where_before_shows_it_too_nothing_is_asked():
    wanted = [one.wanted for one in found(views(begun_from=0))]
    assert wanted
    for one in wanted:
        assert not (one == YES).any()
        assert (one[31:59, 51:99] == IGNORED).all()


def test_pictures_of_another_kind_of_light_are_never_before():
    seen = views(infrared=tuple(range(1, VISITS)))
    first = seen.scenes[0]
    of_first = np.rint(sight_input(first, first, first, seen.details[0])[0] * np.float32(CODES))
    shown = [one.shown for one in found(seen)]
    assert shown
    for one in shown:
        assert not np.array_equal(one[3], of_first)
        assert not np.array_equal(one[6], of_first)


def test_the_same_seed_gives_the_same_examples():
    first, second = found(views()), found(views())
    assert len(first) == len(second) > 0
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.shown, other.shown)
        assert np.array_equal(one.wanted, other.wanted)
