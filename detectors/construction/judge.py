"""How surely a change is a structure, by everything that was seen of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np

from detectors.construction.arrival_map import NOTHING
from detectors.construction.evidence_map import moment
from detectors.construction.guard import guarded
from detectors.construction.lasting import Pace, grown, is_early
from detectors.construction.look import half_of
from detectors.construction.place_memory import PlaceMemory
from detectors.construction.tracked_change import TrackedChange
from detectors.picture import BoolMap, FloatMap

LEAST_COUNT = 2
"""Visits that must have seen a pixel before its age counts."""

LEAST_PIXELS = 20
LEAST_GOOD = 3
"""Sum of an arrival from which it is one."""

BIN_S = 3 * 3600
"""Arrivals within three hours of each other are one: visits seldom lie nearer."""

STEP = 0.1
"""Share of a change that must have arrived together to count as a step of it."""

VISIT_H = 3.0
"""Visits nearer to each other than this say little more than one: judged as if there were none."""

MOST_VEHICLES = 5
MOST_SIGN = 20.0
MOST_STRENGTH = 1.3


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic regression over what is known of a change.

    Attributes:
        bias: Logit of a change that is average in everything.
        weights: By feature: mean, standard deviation and weight, in logits a deviation.
    """

    bias: float
    weights: Mapping[str, tuple[float, float, float]]

    @classmethod
    def packaged(cls) -> Judge:
        """Read the weights that come with this module; where they come from stands in the file."""
        path = Path(__file__).with_name("judge_weights.json")
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            float(held["bias"]),
            {
                name: (float(mean), float(deviation), float(weight))
                for name, (mean, deviation, weight) in held["weights"].items()
            },
        )

    def sure(self, features: Mapping[str, float]) -> float:
        """Return how surely it is a structure, 0 to 1.

        Args:
            features: As ``features_of`` returns them.
        """
        logit = self.bias
        for name, (mean, deviation, weight) in self.weights.items():
            logit += weight * (features[name] - mean) / deviation
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))


def features_of(
    track: TrackedChange,
    memory: PlaceMemory,
    pace: Pace,
    changed: BoolMap,
    signs: FloatMap | None,
    at: datetime,
) -> dict[str, float] | None:
    """Return what is known of a change.

    Args:
        track: The change.
        memory: Of the place, after the visit.
        pace: Of the camera's visits.
        changed: bool (H, W): where the visit differs from the place as it was.
        signs: Of the visit, as ``KnownLooks.visit`` returns them.
        at: Capture time of the visit, UTC.

    Returns:
        By name, or none where too little was seen of it.
    """
    mask, evidence = track.mask, memory.evidence
    counts = evidence.counts[mask]
    now_s = moment(at)
    ages = _ages_h(evidence.onsets[mask & (evidence.counts >= LEAST_COUNT)], now_s)
    if ages.size < LEAST_PIXELS:
        return None
    quantiles = np.log1p(np.percentile(ages, (15, 30, 50, 70, 85)))
    age_h = (at - track.since).total_seconds() / 3600.0
    features = {
        f"age{share}": float(age)
        for share, age in zip((15, 30, 50, 70, 85), quantiles, strict=True)
    }
    features |= {
        "age": math.log1p(age_h),
        "span": float(quantiles[4] - quantiles[0]),
        "count2": float(np.mean(counts >= 2)),
        "count4": float(np.mean(counts >= 4)),
        "seen": math.log1p(min(track.seen, 1.0 + age_h / VISIT_H)),
        "constancy": track.constancy,
        "now": float(np.mean(changed[mask])),
        "vehicle": track.vehicle_seen / max(1, track.seen),
        "appeared": float(np.clip(track.appeared, -1.0, 1.5)),
        "strength": min(track.strength, MOST_STRENGTH),
        "size": math.log(track.share),
        "size2": math.log(track.share) ** 2,
        "restless": memory.tracker.restless_share(track, at),
        "early": float(is_early(track, memory.begun_at, pace)),
        "known": math.log1p((track.since - memory.begun_at).total_seconds() / 3600.0),
        "noise": float(memory.noise[mask].mean()),
        "grown": float(grown(track, evidence, pace)),
        "others": math.sqrt(
            max(0.0, sum(one.share for one in memory.tracker.tracks) - track.share)
        ),
        "elsewhere": math.sqrt(float(np.mean(changed & ~guarded(mask)))),
    }
    return (
        features
        | _signs(track, signs)
        | _vehicles(track)
        | _shape(mask)
        | _arrivals(track, memory, now_s)
    )


def _signs(track: TrackedChange, signs: FloatMap | None) -> dict[str, float]:
    median = float(np.median(track.signs)) if track.signs else 0.0
    now = median
    if signs is not None:
        told = signs[half_of(track.mask, least=0.5)]
        told = told[np.isfinite(told)]
        now = float(np.median(told)) if told.size else median
    least = min(track.signs, default=0.0)
    return {
        "sign": _scaled(median),
        "least_sign": _scaled(least),
        "signs": float(len(track.signs)),
        "sign_now": _scaled(now),
    }


def _vehicles(track: TrackedChange) -> dict[str, float]:
    scores = sorted(track.vehicles)
    return {
        "closer": float(min(len(scores), MOST_VEHICLES)),
        "closer_second": scores[-2] if len(scores) > 1 else sum(scores),
        "closer_mean": float(np.mean(scores)) if scores else 0.0,
        "closer_last": track.vehicles[-1] if scores else 0.0,
    }


def _shape(mask: BoolMap) -> dict[str, float]:
    height, width = mask.shape
    contours, _hierarchy = cv2.findContours(
        mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    contour = max(contours, key=len)
    area, around = cv2.contourArea(contour), cv2.arcLength(contour, True)
    left, top, wide, high = cv2.boundingRect(contour)
    edge = left <= 1 or top <= 1 or left + wide >= width - 1 or top + high >= height - 1
    return {
        "solid": area / max(1.0, cv2.contourArea(cv2.convexHull(contour))),
        "compact": 4.0 * math.pi * area / max(1.0, around * around),
        "foot": (top + high) / height,
        "edge": float(edge),
        "long": min(10.0, (wide / width) / (high / height)),
    }


def _arrivals(track: TrackedChange, memory: PlaceMemory, now_s: int) -> dict[str, float]:
    sums = memory.arrivals.sums[track.mask]
    onsets = memory.arrivals.onsets[track.mask][sums != NOTHING]
    ages = _ages_h(onsets, now_s)
    result = {
        "arrived15": 0.0,
        "arrived50": 0.0,
        "arrived85": 0.0,
        "together": 1.0,
        "steps": 0.0,
    }
    if ages.size:
        for share in (15, 50, 85):
            result[f"arrived{share}"] = math.log1p(float(np.percentile(ages, share)))
        _bins, counts = np.unique(onsets // BIN_S, return_counts=True)
        result["together"] = float(counts.max()) / sums.size
        result["steps"] = float(np.count_nonzero(counts >= STEP * sums.size))
    return result | {"good": float(np.mean(sums >= LEAST_GOOD))}


def _scaled(sign: float) -> float:
    return math.log1p(min(max(sign, 0.0), MOST_SIGN))


def _ages_h(onsets: np.ndarray[tuple[int, ...], np.dtype[np.int32]], now_s: int) -> FloatMap:
    return np.asarray((now_s - onsets) / 3600.0, np.float32)
