"""Some visits of a generated series, drawn to learn from."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detectors.construction.clean_view import clean_view
from detectors.construction.detail import Detail
from detectors.construction.scene import Scene
from simulators.lapse.frame_store import FrameWriter, read_frames
from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan
from simulators.lapse.lapse_renderer import LapseRenderer
from simulators.lapse.structure_planning import plan_structures

DAYS = 16
FIRST_VISITS, VISITS, VISITS_OF_STRUCTURE = 4, 9, 7
"""The first of a series, any, and some of each structure from its beginning on."""

LEAST_STRUCTURES = 2

KINDS: Mapping[str, float] = {
    "house": 0.15,
    "frame": 0.17,
    "shed": 0.10,
    "canopy": 0.09,
    "prefab": 0.12,
    "wall": 0.10,
    "fence": 0.10,
    "earthwork": 0.06,
    "roof_floor": 0.07,
    "extension": 0.04,
}
"""Frames, walls and fences oftener than in a series that is reported: they are the hardest."""

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
        plan = LapsePlan.of(seed, DAYS)
        renderer = LapseRenderer(plan)
        plan_structures(plan, renderer.silhouette, KINDS, LEAST_STRUCTURES)
        plan.furnish()
        numbers = _chosen(plan, np.random.default_rng([seed, 777]))
        with tempfile.TemporaryDirectory() as work:
            video = Path(work) / "visits.mkv"
            drawn = []
            with FrameWriter(video, WIDTH, HEIGHT, plan.quality) as writer:
                for number in numbers:
                    visit = renderer.visit(number)
                    for frame in visit.frames:
                        writer.write(frame)
                    drawn.append(visit)
            frames = read_frames(video)
            images = [clean_view([next(frames) for _ in visit.frames]).image for visit in drawn]
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
