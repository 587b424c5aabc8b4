"""How well the default detector sees the people that are drawn.

Run: ``python -m benchmarks.scenes``. First recall and precision over all kinds of scenes, then the
error of the count for 5, 10, 20 and 40 people standing on a square, all at the detector's default
threshold. A person counts as findable from 50 px and half visible on; whoever is smaller or more
hidden is neither asked for nor held against the detector.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from detectors.models.loading import default_model_path, load_model
from detectors.models.object_model import ObjectModel
from sharp_eyes.registry.analytics import Analytics
from simulators.scenes.frame_truth import Box, FrameTruth
from simulators.scenes.scene import Scene, SceneSettings
from simulators.scenes.scene_source import SceneName, make_scene
from simulators.scenes.square import Square

THRESHOLD: float = Analytics().person_threshold
MIN_HEIGHT_PX = 50
MIN_VISIBILITY = 0.5
MIN_IOU = 0.5


@dataclass(slots=True)
class Score:
    """Sums over frames.

    Attributes:
        findable: People who should be found.
        found: Those of them who were.
        false: Boxes with nobody there.
    """

    findable: int = 0
    found: int = 0
    false: int = 0

    @property
    def recall(self) -> float:
        """Share of findable people that were found."""
        return self.found / max(1, self.findable)

    @property
    def precision(self) -> float:
        """Share of boxes on somebody findable among those that are right or wrong."""
        return self.found / max(1, self.found + self.false)

    def add(self, truth: FrameTruth, boxes: Iterable[Box], width: int, height: int) -> None:
        """Match one frame's boxes with its people, best overlap first."""
        people = [(_clipped(p.box, width, height), p) for p in truth.people]
        wanted = [
            p.box[3] - p.box[1] >= MIN_HEIGHT_PX and p.visibility >= MIN_VISIBILITY
            for _, p in people
        ]
        self.findable += sum(wanted)
        detected = list(boxes)
        pairs = sorted(
            (
                (overlap(box, detected[d]), i, d)
                for i, (box, _) in enumerate(people)
                for d in range(len(detected))
            ),
            reverse=True,
        )
        taken: set[int] = set()
        matched: set[int] = set()
        for share, person, box in pairs:
            if share < MIN_IOU:
                break
            if person not in taken and box not in matched:
                taken.add(person)
                matched.add(box)
                self.found += wanted[person]
        for d in range(len(detected)):
            if d in matched:
                continue
            if not any(
                overlap(box, detected[d]) > 0.3
                for (box, _), findable in zip(people, wanted, strict=True)
                if not findable
            ):
                self.false += 1


def _clipped(box: Box, width: int, height: int) -> Box:
    return (max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height))


def overlap(a: Box, b: Box) -> float:
    """Return intersection over union of two boxes."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    common = wide * high
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)


def boxes_of(model: ObjectModel, image: np.ndarray) -> list[Box]:
    """Return the people that the model finds at the default threshold."""
    found = model.detect(image, THRESHOLD).people(THRESHOLD)
    return [(float(b[0]), float(b[1]), float(b[2]), float(b[3])) for b in found.boxes]


def score(scene: Scene, model: ObjectModel, times_s: Iterable[float]) -> Score:
    """Run the model over frames of a scene."""
    result = Score()
    for t_s in times_s:
        image, truth = scene.frame(t_s, round(t_s * 10))
        result.add(truth, boxes_of(model, image), image.shape[1], image.shape[0])
    return result


def count_errors(model: ObjectModel, people: int, seeds: Iterable[int], size: int = 1) -> list[int]:
    """Return found minus present on a square with that many people, one frame a second.

    Args:
        model: The detector.
        people: How many stand there.
        seeds: Squares.
        size: Picture size as a multiple of 640 × 360.
    """
    errors = []
    for seed in seeds:
        square = Square(SceneSettings(seed, 640 * size, 360 * size), people, standing=True)
        for t_s in np.arange(0.0, 6.0, 1.0):
            image, _ = square.frame(float(t_s), int(t_s * 10))
            errors.append(len(boxes_of(model, image)) - people)
    return errors


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    model = load_model(default_model_path(options.model))
    print("| scene | seeds | people | recall | precision |")
    print("|---|---|---|---|---|")
    rows: tuple[tuple[SceneName, tuple[int, ...]], ...] = (
        ("lane", (1, 2, 4, 5, 6)),
        ("square", (1, 2, 3)),
        ("plot", (1, 4)),
        ("quiet_plot", (1, 2)),
    )
    for name, seeds in rows:
        total = Score()
        for seed in seeds:
            scene = make_scene(name, SceneSettings(seed))
            part = score(scene, model, np.arange(0.5, scene.period_s, 1.7).tolist())
            total.findable += part.findable
            total.found += part.found
            total.false += part.false
        print(
            f"| {name} | {len(seeds)} | {total.findable} | {total.recall:.3f} "
            f"| {total.precision:.3f} |",
            flush=True,
        )
    print()
    print("| people on the square | mean error | mean absolute error | worst |")
    print("|---|---|---|---|")
    for people in (5, 10, 20, 40):
        errors = count_errors(model, people, range(1, 7))
        worst = max(errors, key=abs)
        print(
            f"| {people} | {np.mean(errors):+.2f} | {np.mean(np.abs(errors)):.2f} | {worst:+d} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
