"""The table of all object models at hand on ``vtest.avi``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.models.model_row import ModelRow
from benchmarks.models.people_score import PeopleScore
from benchmarks.models.people_truth import read_people
from detectors.models.family import ModelFamily
from detectors.models.loading import default_model_path, load_model
from detectors.models.nanodet import NanoDet
from detectors.models.object_model import ObjectModel
from detectors.models.resizable_model import ResizableModel
from detectors.models.session_pool import SessionPool
from detectors.picture import Picture
from sharp_eyes.registry.analytics import Analytics
from simulators.replay.truth.true_people import NO_BOXES, Boxes

VIDEO = Path("/usr/share/doc/opencv-doc/examples/data/vtest.avi")
LEAST_SCORE = 0.1
SUB_STREAM = (640, 360)
_BASE = "NanoDet fp32 416x416"
_TIMED_FRAMES = 8


@dataclass(frozen=True, slots=True)
class Contender:
    """A model in the table.

    Attributes:
        label: As it stands there.
        model: The model.
        thresholds: At which it is scored.
    """

    label: str
    model: ObjectModel
    thresholds: tuple[float, ...]


class _Square:
    """NanoDet in float32 at 416 x 416 whatever the picture's shape: what the others are held to."""

    def __init__(self, pool: SessionPool) -> None:
        class Fixed(NanoDet):
            def input_size(self, width: int, height: int) -> tuple[int, int]:
                return 416, 416

        self.model = Fixed(pool)


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


def contenders(others: Sequence[tuple[ModelFamily, Path]]) -> list[Contender]:
    """Return the packaged models and others by family and file; the first one is the measure."""
    usual = Analytics().person_threshold
    several = tuple(sorted({0.4, usual, 0.5}))
    small = load_model(default_model_path(Path("nanodet-int8")))
    float_path = default_model_path(Path("nanodet-fp32"))
    found = [
        Contender(_BASE, _Square(SessionPool(float_path)).model, (usual,)),
        Contender("NanoDet fp32 416 x as needed", load_model(float_path), (usual,)),
        Contender("**NanoDet int8 416 x as needed (default)**", small, several),
    ]
    if isinstance(small, ResizableModel):
        found += [
            Contender(f"NanoDet int8 {side} x as needed", small.with_long_side(side), (usual,))
            for side in (384, 320)
        ]
    for family, path in others:
        thresholds = {
            ModelFamily.FASTESTDET: (0.6, 0.65, 0.7),
            ModelFamily.SSD: (0.35, 0.4, 0.45),
        }.get(family, (0.25, 0.35, 0.45))
        found.append(Contender(f"{family} {path.name}", load_model(path, family), thresholds))
    return found


def model_table(
    truth: Path | None,
    *,
    video: Path = VIDEO,
    step: int = 5,
    rounds: int = 12,
    others: Sequence[tuple[ModelFamily, Path]] = (),
) -> tuple[list[ModelRow], list[ModelRow]]:
    """Score and time every model at hand.

    Args:
        truth: People in MOTChallenge text; none leaves the scores out.
        video: The recording.
        step: Use every n-th frame for the scores.
        rounds: Times that all models are timed, one after the other, so that a machine that other
            work makes slower or faster does so to all of them.
        others: Models beside the packaged ones.

    Returns:
        One row a model and threshold on the recording, and one a model on the same frames made
        640 x 360, timed alone.
    """
    pictures = frames(video, step)
    people = {} if truth is None else read_people(truth)
    found = contenders(others)
    timed = [image for _, image in pictures[:: max(1, len(pictures) // _TIMED_FRAMES)]]
    wide = [np.asarray(cv2.resize(image, SUB_STREAM), np.uint8) for image in timed]
    large, small = _times(found, timed, rounds), _times(found, wide, rounds)
    rows: list[ModelRow] = []
    for index, one in enumerate(found):
        cost, ratio = float(np.median(large[index])), _ratio(large, index)
        scores = {} if truth is None else _scores(one, pictures, people)
        rows += [
            ModelRow(one.label, threshold, scores.get(threshold), cost, ratio)
            for threshold in one.thresholds
        ]
    return rows, [
        ModelRow(
            one.label, one.thresholds[0], None, float(np.median(small[index])), _ratio(small, index)
        )
        for index, one in enumerate(found)
    ]


def as_markdown(rows: Sequence[ModelRow]) -> str:
    """Return the rows as a table; without scores only the costs."""
    if all(row.score is None for row in rows):
        lines = ["| model | CPU ms | ratio |", "|---|---|---|"]
        lines += [f"| {row.model} | {row.cpu_ms:.1f} | {row.ratio:.2f} |" for row in rows]
        return "\n".join(lines)
    lines = [
        "| model | threshold | F1 | precision | recall | count MAE | bias | CPU ms | ratio |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        score = row.score
        figures = (
            "— | — | — | — | —"
            if score is None
            else f"{score.f1:.3f} | {score.precision:.3f} | {score.recall:.3f} | "
            f"{score.count_mae:.2f} | {score.count_bias:+.2f}"
        )
        lines.append(
            f"| {row.model} | {row.threshold:.2f} | {figures} | {row.cpu_ms:.1f} "
            f"| {row.ratio:.2f} |"
        )
    return "\n".join(lines)


def _scores(
    one: Contender, pictures: Sequence[tuple[int, Picture]], people: dict[int, Boxes]
) -> dict[float, PeopleScore]:
    scores = {threshold: PeopleScore() for threshold in one.thresholds}
    for number, image in pictures:
        detections = one.model.detect(image, min(LEAST_SCORE, *one.thresholds))
        for threshold, score in scores.items():
            kept = detections.people(threshold)
            score.add(kept.boxes, kept.scores, people.get(number, NO_BOXES))
    return scores


def _times(
    found: Sequence[Contender], pictures: Sequence[Picture], rounds: int
) -> list[list[float]]:
    """Return milliseconds of a look, by model and round; the thread's own processor time."""
    times: list[list[float]] = [[] for _ in found]
    for one in found:
        one.model.detect(pictures[0], LEAST_SCORE)
    for _ in range(rounds):
        for index, one in enumerate(found):
            began = time.process_time()
            for image in pictures:
                one.model.detect(image, LEAST_SCORE)
            times[index].append((time.process_time() - began) / len(pictures) * 1000)
    return times


def _ratio(times: list[list[float]], index: int) -> float:
    return float(np.median(np.array(times[index]) / np.array(times[0])))
