"""Learns how surely and for how long works must be seen before they are told of.

Run: ``python -m benchmarks.lasting_change.works_judge_training --seeds 0-59,1000-1100 --out FILE``
on development seeds alone. Whatever hangs together of the works that the network sees is an
example, visit by visit, while it is as old as what is decided on; it is a structure where a fifth
of it lies on one. The weights are those of a logistic regression with a squared penalty, found by
Newton's method.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.lasting_change.scoring import COUNTS_AS_STRUCTURE, EXCUSED, SIZE
from benchmarks.lasting_change.seeds import read_seeds, told
from benchmarks.lasting_change.series_run import camera_of, permits_of
from detectors.construction.clean_view import clean_view
from detectors.construction.detector import ConstructionDetector
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.construction.works_judge import WorksJudge, seen_works
from detectors.construction.works_map import pixels_of
from detectors.construction.works_sight import WorksSight
from detectors.geometry import polygon_map
from detectors.ground.land_in_picture import land_in_picture
from detectors.masking.people_masker import MASKING_THRESHOLD
from detectors.models.object_model import ObjectModel
from detectors.picture import BoolMap
from simulators.lapse.lapse_series import LapseSeries
from simulators.lapse.visit_truth import VisitTruth

FIRST_REPORTED_SEED = 1501
"""Seeds from here on are for reports alone."""

LEAST_PART = 0.6
"""Share of the smallest area that matters from which works are an example."""

AGES_H = (10.0, 40.0)
"""Ages of works that are examples: later it is too late, and what has stood there for days is told
apart too easily to teach anything about the second day."""

PENALTY = 1 / 30
"""Weight of the examples over that of the squared weights."""

STEPS = 25
LOCAL = timezone(timedelta(hours=8))
NEVER = WorksJudge(-50.0, {})
"""Tells of nothing, so that all works are seen to their end."""


@dataclass(frozen=True, slots=True)
class Example:
    """Works seen at one visit.

    Attributes:
        features: What is known of them, as ``WorksJudge`` weighs it.
        structure: Whether a fifth of them lies on a structure.
    """

    features: dict[str, float]
    structure: bool


def examples_of(series: LapseSeries, model: ObjectModel, sight: WorksSight) -> list[Example]:
    """Return the examples of a series."""
    camera = camera_of(series)
    every_s = camera.analytics.construction_every_s
    permits = land_in_picture(camera, permits_of(series), None)
    areas = [WatchedArea(zone, permits, every_s) for zone in camera.active_zones]
    least = LEAST_PART * min(area.least_area for area in areas)
    detector = ConstructionDetector(areas, every_s, NEVER, sight)
    built: dict[str, BoolMap] = {}
    examples: list[Example] = []
    for visit in series.visits():
        view = clean_view([np.asarray(frame, np.uint8) for frame in visit.frames])
        found = model.detect(view.image, MASKING_THRESHOLD)
        at = visit.captured_at
        outcome = detector.visit(view.image, found, view.moving, at, at.astimezone(LOCAL).date())[
            0
        ].observation.outcome
        _note_structures(visit.truth, built)
        memory = detector.memory
        if outcome is not VisitOutcome.COMPARED or memory is None:
            continue
        for seen in seen_works(memory.works, least, at, detector.pace.hour_s):
            if not AGES_H[0] <= seen.features["age"] <= AGES_H[1]:
                continue
            ground = pixels_of(seen.cells)
            on = max((np.count_nonzero(ground & one) for one in built.values()), default=0)
            structure = bool(on >= EXCUSED * np.count_nonzero(ground))
            examples.append(Example(dict(seen.features), structure))
    return examples


def fit(
    values: npt.NDArray[np.float64], structure: npt.NDArray[np.bool_], penalty: float = PENALTY
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Fit a logistic regression.

    Args:
        values: (N, F).
        structure: (N,).
        penalty: Weight of the examples over that of the squared weights.

    Returns:
        Means (F,), standard deviations (F,), and logits (F + 1,), the bias last.
    """
    means, deviations = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled = np.hstack([(values - means) / deviations, np.ones((len(values), 1))])
    held = np.ones(scaled.shape[1])
    held[-1] = 0.0
    logits = np.zeros(scaled.shape[1])
    for _step in range(STEPS):
        sure = 1.0 / (1.0 + np.exp(-np.clip(scaled @ logits, -50, 50)))
        slope = penalty * scaled.T @ (sure - structure) + held * logits
        bend = penalty * (scaled * (sure * (1 - sure))[:, None]).T @ scaled
        logits -= np.linalg.solve(bend + np.diag(held) + 1e-9 * np.eye(len(held)), slope)
    return means, deviations, logits


def fitted(examples: Sequence[Example], penalty: float = PENALTY) -> dict[str, Any]:
    """Return bias and weights as ``WorksJudge.packaged`` reads them."""
    names = list(examples[0].features)
    means, deviations, logits = fit(
        np.array([[one.features[name] for name in names] for one in examples]),
        np.array([one.structure for one in examples]),
        penalty,
    )
    return {
        "bias": round(float(logits[-1]), 4),
        "weights": {
            name: [round(float(one), 4) for one in three]
            for name, *three in zip(names, means, deviations, logits[:-1], strict=True)
        },
    }


def seeds_of(text: str) -> list[int]:
    """Read seeds such as ``0-59,1000-1051``.

    Raises:
        ValueError: they are no such list, or some are for reports alone.
    """
    seeds = read_seeds(text)
    if not seeds or max(seeds) >= FIRST_REPORTED_SEED:
        raise ValueError(f"seeds from {FIRST_REPORTED_SEED} on are for reports alone")
    return seeds


def main() -> int:
    """Run the series and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=seeds_of, default="0-59")
    parser.add_argument("--days", type=int, default=16)
    parser.add_argument("--folder", type=Path, default=Path.home() / ".cache/sharp-eyes/lapse")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    examples: list[Example] = []
    with ProcessPoolExecutor(asked.processes) as pool:
        run = partial(_of_seed, days=asked.days, folder=asked.folder)
        for seed, of_series in zip(asked.seeds, pool.map(run, asked.seeds), strict=True):
            examples.extend(of_series)
            print(f"seed {seed}: {len(of_series)} examples", flush=True)
    about = f"benchmarks.lasting_change.works_judge_training, seeds {told(asked.seeds)}"
    asked.out.write_text(json.dumps({"from": about, **fitted(examples)}, indent=1) + "\n")
    return 0


def _of_seed(seed: int, days: int, folder: Path) -> list[Example]:
    import cv2

    from detectors.models.loading import default_model_path, load_model

    cv2.setNumThreads(1)
    series = LapseSeries.open(seed, folder, days=days)
    return examples_of(series, load_model(default_model_path()), WorksSight())


def _note_structures(truth: VisitTruth, built: dict[str, BoolMap]) -> None:
    for one in truth.structures:
        if one.polygon and one.share_of_picture >= COUNTS_AS_STRUCTURE:
            seen = polygon_map([one.polygon], *SIZE)
            built[one.id] = built.get(one.id, seen) | seen


if __name__ == "__main__":
    sys.exit(main())
