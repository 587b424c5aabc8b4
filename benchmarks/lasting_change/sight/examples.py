"""Examples of what the network is shown and what it should answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.lasting_change.sight.views import Views
from detectors.construction.detail import Detail
from detectors.construction.registration import register
from detectors.construction.scene import Scene, coarse_light
from detectors.construction.works_sight import sight_input

NO, YES, IGNORED = 0, 1, 2
Shown = tuple[Scene, Scene, Scene, Detail]
"""A visit, the place as it was, the same in another light, and the visit's detail."""

PER_SERIES = 20
WITHOUT = 9
"""Of these without any structure."""

MOST_KNOWN = 7
"""Earlier visits that an example may choose its two pictures of before from, as many as a camera
has references of one kind of light."""

FROM_BEFORE = 0.8
"""How often these are visits from before anything begun was begun."""

LEAST_ALIKE = 0.2

CODES = 48.0
"""To 1 of what the network is shown: a byte holds light from a fourteenth to fourteen times the
median."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    Attributes:
        shown: int8 (14, 180, 320), as ``sight_input`` makes it, in steps of 1 / ``CODES``.
        wanted: uint8 (90, 160): ``YES``, ``NO``, or ``IGNORED`` where the picture of before shows
            a part of the structure too.
    """

    shown: npt.NDArray[np.int8]
    wanted: npt.NDArray[np.uint8]


def examples(views: Views, random: np.random.Generator) -> Iterator[Example]:
    """Yield the examples of one series."""
    found = []
    for now in range(2, len(views.scenes)):
        earlier = [
            before
            for before in range(now)
            if views.infrared[before] == views.infrared[now]
            and views.view[before] == views.view[now]
        ]
        if earlier:
            found.append((now, earlier))
    with_works = [one for one in found if views.labels[one[0]].any()]
    without = [one for one in found if not views.labels[one[0]].any()]
    random.shuffle(with_works)
    random.shuffle(without)
    coarse = [coarse_light(scene.light) for scene in views.scenes]
    for now, earlier in [*with_works[: PER_SERIES - WITHOUT], *without[:WITHOUT]]:
        begun = np.flatnonzero(views.progress[now] > 0)
        clean = [one for one in earlier if not (views.progress[one][begun] > 0).any()]
        pool = clean if clean and random.random() < FROM_BEFORE else earlier
        count = min(len(pool), int(random.integers(1, MOST_KNOWN + 1)))
        known = [pool[one] for one in random.choice(len(pool), count, replace=False)]
        known.sort(key=lambda one: -float(coarse[one] @ coarse[now]))
        example = _example(views, now, known[0], known[min(1, count - 1)])
        if example is not None:
            yield example


def _example(views: Views, now: int, first: int, second: int) -> Example | None:
    before = views.scenes[first]
    registered = register(before, views.scenes[now])
    if registered.elsewhere or registered.alike < LEAST_ALIKE:
        return None
    other = before if second == first else register(before, views.scenes[second]).scene
    label = views.labels[now]
    right, down = registered.shift_px
    if right or down:
        matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
        size = (label.shape[1], label.shape[0])
        label = np.asarray(cv2.warpAffine(label, matrix, size, flags=cv2.INTER_NEAREST))
    wanted = (label > 0).astype(np.uint8)
    wanted[(views.labels[first] > 0) | (views.labels[second] > 0)] = IGNORED
    detail = views.details[now].moved((right, down))
    return example_of((registered.scene, before, other, detail), wanted)


def example_of(shown: Shown, wanted: npt.NDArray[np.uint8]) -> Example:
    """Make an example.

    Args:
        shown: What the network is shown.
        wanted: uint8 (180, 320): ``YES``, ``NO`` or ``IGNORED``.
    """
    blocks = wanted.reshape(wanted.shape[0] // 2, 2, wanted.shape[1] // 2, 2)
    answer = (blocks == YES).any(axis=(1, 3)).astype(np.uint8)
    answer[(blocks == IGNORED).any(axis=(1, 3))] = IGNORED
    codes = np.rint(sight_input(*shown).astype(np.float32) * CODES)
    return Example(np.clip(codes, -127, 127).astype(np.int8), answer)
