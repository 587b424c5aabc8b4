"""Learns the weights by which the construction detector judges changes seen a few times a day.

Run: ``python -m benchmarks.lasting_change.judge_training --first-seed 0 --series 60 --out FILE`` on
development seeds (under 1000) alone. Every change followed at every visit is an example; it is a
structure where a fifth of it lies on one. The weights are those of a logistic regression with a
squared penalty, found by Newton's method.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.lasting_change.scoring import COUNTS_AS_STRUCTURE, EXCUSED, SIZE
from benchmarks.lasting_change.series_run import camera_of, permits_of
from detectors.construction.clean_view import clean_view
from detectors.construction.closer_look import closer_look
from detectors.construction.detector import ConstructionDetector
from detectors.construction.judge import Judge, features_of
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.geometry import polygon_map
from detectors.ground.land_in_picture import land_in_picture
from detectors.masking.people_masker import MASKING_THRESHOLD
from detectors.models.object_model import ObjectModel
from detectors.picture import BoolMap
from simulators.lapse.lapse_series import LapseSeries
from simulators.lapse.visit_truth import VisitTruth

FIRST_REPORTED_SEED = 1000
LEAST_SHARE = 0.004
"""Smallest change that is an example."""

PENALTY = 0.01
"""Weight of the examples over that of the squared weights; chosen by leaving out a sixth of the
seeds in turn."""

STEPS = 25
LOCAL = timezone(timedelta(hours=8))
NEVER = Judge(-50.0, {})
"""Confirms nothing, so that every change is followed to its end."""

Example = tuple[int, dict[str, float], bool]


def examples_of(series: LapseSeries, model: ObjectModel) -> list[Example]:
    """Return (number of the change, its features, whether it is a structure), visit by visit."""
    camera = camera_of(series)
    every_s = camera.analytics.construction_every_s
    permits = land_in_picture(camera, permits_of(series), None)
    areas = [WatchedArea(zone, permits, every_s) for zone in camera.active_zones]
    detector = ConstructionDetector(areas, every_s, NEVER)
    built: dict[str, BoolMap] = {}
    examples: list[Example] = []
    for visit in series.visits():
        view = clean_view([np.asarray(frame, np.uint8) for frame in visit.frames])
        found = model.detect(view.image, MASKING_THRESHOLD)
        day = visit.captured_at.astimezone(LOCAL).date()
        outcome = detector.visit(
            view.image,
            found,
            view.moving,
            visit.captured_at,
            day,
            closer_look(view.image, model),
        )[0].observation.outcome
        _note_structures(visit.truth, built)
        if outcome is not VisitOutcome.COMPARED or detector.memory is None:
            continue
        for track in detector.memory.tracker.tracks:
            features = features_of(
                track,
                detector.memory,
                detector.pace,
                detector.changed,
                detector.signs,
                visit.captured_at,
            )
            if features is not None and track.share >= LEAST_SHARE:
                on = max((np.count_nonzero(track.mask & one) for one in built.values()), default=0)
                structure = bool(on >= EXCUSED * np.count_nonzero(track.mask))
                examples.append((track.number, features, structure))
    return examples


def fit(
    values: npt.NDArray[np.float64],
    structure: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64],
    penalty: float = PENALTY,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Fit a logistic regression.

    Args:
        values: (N, F).
        structure: (N,).
        weights: (N,), of the examples.
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
        slope = penalty * scaled.T @ (weights * (sure - structure)) + held * logits
        bend = penalty * (scaled * (weights * sure * (1 - sure))[:, None]).T @ scaled
        logits -= np.linalg.solve(bend + np.diag(held) + 1e-9 * np.eye(len(held)), slope)
    return means, deviations, logits


def fitted(of_series: dict[int, list[Example]], penalty: float = PENALTY) -> dict[str, Any]:
    """Return bias and weights as ``Judge.packaged`` reads them; every change weighs by its root."""
    times = Counter((seed, one[0]) for seed, rows in of_series.items() for one in rows)
    rows = [(seed, *one) for seed in sorted(of_series) for one in of_series[seed]]
    names = list(rows[0][2])
    means, deviations, logits = fit(
        np.array([[row[2][name] for name in names] for row in rows]),
        np.array([row[3] for row in rows]),
        np.array([times[row[0], row[1]] ** -0.5 for row in rows]),
        penalty,
    )
    return {
        "bias": round(float(logits[-1]), 4),
        "weights": {
            name: [round(float(one), 4) for one in three]
            for name, *three in zip(names, means, deviations, logits[:-1], strict=True)
        },
    }


def main() -> int:
    """Run the series and write the weights."""
    import cv2

    from detectors.models.loading import default_model_path, load_model

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--series", type=int, default=60)
    parser.add_argument("--days", type=int, default=16)
    parser.add_argument("--folder", type=Path, default=Path.home() / ".cache/sharp-eyes/lapse")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.series)
    if max(seeds) >= FIRST_REPORTED_SEED:
        parser.error("seeds from 1000 on are for reports alone")
    cv2.setNumThreads(1)
    model = load_model(default_model_path())
    of_series: dict[int, list[Example]] = {}
    for seed in seeds:
        series = LapseSeries.open(seed, asked.folder, days=asked.days)
        of_series[seed] = examples_of(series, model)
        print(f"seed {seed}: {len(of_series[seed])} examples", flush=True)
    about = f"benchmarks.lasting_change.judge_training, seeds {seeds[0]} to {seeds[-1]}"
    asked.out.write_text(json.dumps({"from": about, **fitted(of_series)}, indent=1) + "\n")
    return 0


def _note_structures(truth: VisitTruth, built: dict[str, BoolMap]) -> None:
    for one in truth.structures:
        if one.polygon and one.share_of_picture >= COUNTS_AS_STRUCTURE:
            seen = polygon_map([one.polygon], *SIZE)
            built[one.id] = built.get(one.id, seen) | seen


if __name__ == "__main__":
    sys.exit(main())
