"""What the object model finds on ``vtest.avi``, and what a look costs. Prints, writes nothing.

python -m benchmarks.detectors --truth pets09_s2l1_gt.txt [--model FILE --family NAME]
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.mot_truth import Boxes, Score, read_boxes
from detectors.models.loading import default_model_path, load_model
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from detectors.pipeline import CameraDetectors
from sharp_eyes.registry.analytics import Analytics
from sharp_eyes.registry.camera import Camera

VIDEO = Path("/usr/share/doc/opencv-doc/examples/data/vtest.avi")
NO_BOXES: Boxes = np.zeros((0, 4), np.float32)
DEFAULT_THRESHOLD: float = Analytics().person_threshold


def frames(path: Path, step: int) -> list[tuple[int, Picture]]:
    """Decode every ``step``-th frame, numbered from 1."""
    capture, number = cv2.VideoCapture(str(path)), 0
    kept: list[tuple[int, Picture]] = []
    while True:
        done, image = capture.read()
        if not done:
            return kept
        number += 1
        if number % step == 1 or step == 1:
            kept.append((number, np.asarray(image, np.uint8)))


def accuracy(
    model: ObjectModel, pictures: list[tuple[int, Picture]], truth: dict[int, Boxes]
) -> Table:
    """Score the model at several thresholds; the one in force by default is marked."""
    table = Table(title=f"people, IoU .5, {len(pictures)} frames")
    for column in ("threshold", "F1", "precision", "recall", "count MAE", "count bias"):
        table.add_column(column, justify="right")
    found = [(number, model.detect(image, 0.1)) for number, image in pictures]
    for threshold in sorted({0.3, 0.35, 0.45, 0.5, 0.6, DEFAULT_THRESHOLD}):
        score = Score(0, 0, 0, [])
        for number, detections in found:
            people = detections.people(threshold)
            score.add(people.boxes, people.scores, truth.get(number, NO_BOXES))
        mark = " (default)" if threshold == DEFAULT_THRESHOLD else ""
        table.add_row(
            f"{threshold:.2f}{mark}",
            f"{score.f1:.3f}",
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
            f"{score.count_mae:.2f}",
            f"{score.count_bias:+.2f}",
        )
    return table


def cost(model: ObjectModel, pictures: list[tuple[int, Picture]]) -> Table:
    """Measure CPU milliseconds of whole looks, pictures made 640 x 360 as a sub stream is."""
    zones = [
        {"id": "a", "limits": {"kind": "crowd"}},
        {"id": "b", "limits": {"kind": "construction"}},
    ]
    camera = Camera.model_validate(
        {
            "id": "37049900001320000001",
            "name": "benchmark",
            "streams": {"sub": "rtsp://camera.invalid/sub"},
            "place_type": "square",
            "analytics": {"zones": zones},
        }
    )
    detectors = CameraDetectors(camera, (), model)
    small = [np.asarray(cv2.resize(image, (640, 360)), np.uint8) for _, image in pictures[:60]]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    model.detect(small[0], 0.1)
    table = Table(title="CPU ms at 640 x 360, one thread")
    table.add_column("what")
    table.add_column("ms", justify="right")
    began = time.process_time()
    for image in small:
        model.detect(image, 0.1)
    table.add_row("model: prepare, network, boxes", _ms(began, len(small)))
    began = time.process_time()
    for index, image in enumerate(small):
        detectors.look_crowd(image, start + timedelta(seconds=index))
    table.add_row("crowd look", _ms(began, len(small)))
    began = time.process_time()
    for index in range(len(small) // 3):
        for image in small[3 * index : 3 * index + 3]:
            detectors.visit_frame(image)
        detectors.look_construction(start + timedelta(seconds=index))
    table.add_row("construction visit of 3 frames", _ms(began, len(small) // 3))
    return table


def _ms(began: float, count: int) -> str:
    return f"{(time.process_time() - began) / count * 1000:.1f}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path, default=VIDEO)
    parser.add_argument("--truth", type=Path, help="MOTChallenge text; without it only the cost")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--family", default="nanodet")
    parser.add_argument("--step", type=int, default=5, help="use every n-th frame")
    options = parser.parse_args()
    model = load_model(default_model_path(options.model), options.family)
    pictures = frames(options.video, options.step)
    console = Console()
    if options.truth is not None:
        console.print(accuracy(model, pictures, read_boxes(options.truth)))
    console.print(cost(model, pictures))


if __name__ == "__main__":
    main()
