"""How surely what the network has seen for a while are works."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np

from detectors.construction.evidence_map import NEVER, moment
from detectors.construction.works_map import WorksMap
from detectors.picture import BoolMap

PART_OF = 0.4
"""Mean from which a cell is part of works."""

MOST_SURE = 0.995
LOGIT = (-2.0, 4.0)
MOST_AGE_H = 72.0
"""What is older says no more."""

SIZE = (-5.0, -1.5)
"""Natural logarithm of the share of the picture: from .7 to 22 %."""

YOUNG_H = 12.0


@dataclass(frozen=True, slots=True)
class SeenWorks:
    """Connected cells in which works are seen.

    Attributes:
        cells: bool (H / 4, W / 4).
        share: Of the picture.
        features: What is known of them, by name.
    """

    cells: BoolMap
    share: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WorksJudge:
    """A logistic regression over how surely, for how long and how much of them works are seen.

    By its weights large works need be seen less surely than small ones.

    Attributes:
        bias: Logit of what is average in everything.
        weights: By feature: mean, standard deviation and weight, in logits a deviation.
    """

    bias: float
    weights: Mapping[str, tuple[float, float, float]]

    @classmethod
    def packaged(cls) -> WorksJudge:
        """Read the weights that come with this module; where they come from stands in the file."""
        path = Path(__file__).with_name("works_judge.json")
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            float(held["bias"]),
            {
                name: (float(mean), float(deviation), float(weight))
                for name, (mean, deviation, weight) in held["weights"].items()
            },
        )

    def sure(self, features: Mapping[str, float]) -> float:
        """Return how surely they are works, 0 to 1.

        Args:
            features: As in ``SeenWorks``.
        """
        logit = self.bias
        for name, (mean, deviation, weight) in self.weights.items():
            logit += weight * (features[name] - mean) / deviation
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))


def seen_works(
    works: WorksMap, least_share: float, at: datetime, hour_s: float
) -> Iterator[SeenWorks]:
    """Yield what hangs together of the works that are seen.

    Args:
        works: After the visit.
        least_share: Of the picture; what is smaller cannot matter.
        at: Capture time of the visit, UTC.
        hour_s: What counts as an hour.
    """
    ages_h = np.where(
        works.onsets == NEVER, 0.0, (moment(at) - works.onsets.astype(np.int64)) / hour_s
    )
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (works.mean > np.float32(PART_OF)).astype(np.uint8), connectivity=8
    )
    for number in range(1, count):
        size = int(stats[number, cv2.CC_STAT_AREA])
        share = size / works.mean.size
        if share < least_share:
            continue
        cells: BoolMap = labels == number
        box = int(stats[number, cv2.CC_STAT_WIDTH]) * int(stats[number, cv2.CC_STAT_HEIGHT])
        means, ages = works.mean[cells], ages_h[cells]
        mean = float(means.mean())
        logit = min(LOGIT[1], max(LOGIT[0], math.log(mean / (1.0 - min(mean, MOST_SURE)))))
        youngest_h, age_h = (min(MOST_AGE_H, float(one)) for one in np.percentile(ages, (20, 60)))
        yield SeenWorks(
            cells,
            share,
            {
                "mean": mean,
                "most": float(means.max()),
                "logit": logit,
                "age": age_h,
                "youngest": youngest_h,
                "size": min(SIZE[1], max(SIZE[0], math.log(share))),
                "filled": size / box,
                "young": float(np.mean(ages < YOUNG_H)),
                "age_log": math.log1p(age_h),
                "sure_for_long": logit * math.log1p(age_h),
            },
        )
