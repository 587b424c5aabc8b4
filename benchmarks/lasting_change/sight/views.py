"""Some visits of a generated series, drawn to learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.lasting_change.sight.drawn_visits import drawn_visits, planned_series
from detectors.construction.clean_view import clean_view
from detectors.construction.detail import Detail
from detectors.construction.scene import Scene
from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan

FIRST_VISITS, VISITS, VISITS_OF_STRUCTURE = 4, 9, 7
"""The first of a series, any, and some of each structure from its beginning on."""

Map = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Views:
    """Visits of one series, in order of time.

    Attributes:
        scenes: As the detector compares them.
        details: What they show finer than that.
        labels: uint8 (visits, 180, 320): number of the structure, 0 for none.
        progress: float32 (visits, structures): 0 not begun to 1 done.
        infrared: bool (visits,).
        view: Which of the camera's views each shows.
    """

    scenes: tuple[Scene, ...]
    details: tuple[Detail, ...]
    labels: Map
    progress: npt.NDArray[np.float32]
    infrared: npt.NDArray[np.bool_]
    view: npt.NDArray[np.int64]

    @classmethod
    def drawn(cls, seed: int) -> Views:
        """Draw the views of a seed, in some seconds.

        Args:
            seed: Of those that are for training.
        """
        plan, renderer = planned_series(seed)
        numbers = _chosen(plan, np.random.default_rng([seed, 777]))
        drawn, images = [], []
        for visit in drawn_visits(plan, renderer, numbers):
            images.append(clean_view(visit.frames).image)
            drawn.append(visit)
        # As a reference is kept: in a byte a pixel.
        scenes = tuple(Scene.unpacked(*Scene.of(image).packed()) for image in images)
        return cls(
            scenes,
            tuple(map(Detail.of, images, scenes)),
            np.stack([halved(visit.label) for visit in drawn]),
            np.array([visit.progress for visit in drawn], np.float32),
            np.array([visit.infrared for visit in drawn]),
            np.array([plan.camera.states[number].view for number in numbers]),
        )


def halved(label: npt.NDArray[np.int16]) -> Map:
    """Bring the numbers of structures to the size of a scene: uint8 (180, 320)."""
    blocks = label.astype(np.uint8).reshape(HEIGHT // 2, 2, WIDTH // 2, 2)
    # Of a thin post no pixel of the smaller map is lost.
    return np.asarray(blocks.max(axis=(1, 3)), np.uint8)


def _chosen(plan: LapsePlan, random: np.random.Generator) -> list[int]:
    count = len(plan.times)
    chosen = {*range(FIRST_VISITS), *random.choice(count, VISITS, replace=False).tolist()}
    for planned in plan.structures:
        after = [number for number in range(count) if planned.progress(plan.times[number]) > 0]
        some = min(len(after), VISITS_OF_STRUCTURE)
        chosen |= set(random.choice(after, some, replace=False).tolist()) if after else set()
    return sorted(chosen)
