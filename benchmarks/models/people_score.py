"""How boxes and counts score against true people."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulators.replay.truth.matching import matches
from simulators.replay.truth.true_people import Boxes


@dataclass(slots=True)
class PeopleScore:
    """Sums over frames.

    Attributes:
        hits: Boxes that match a true person, each person once.
        wrong: Boxes that match none.
        missed: People without a box.
        errors: Count error of each frame.
    """

    hits: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[int] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, 2 * self.hits + self.wrong + self.missed)

    @property
    def precision(self) -> float:
        """Share of boxes that are right."""
        return self.hits / max(1, self.hits + self.wrong)

    @property
    def recall(self) -> float:
        """Share of people found."""
        return self.hits / max(1, self.hits + self.missed)

    @property
    def count_mae(self) -> float:
        """Mean absolute error of the count."""
        return float(np.mean(np.abs(self.errors)))

    @property
    def count_bias(self) -> float:
        """Mean error of the count; below 0 it counts too few."""
        return float(np.mean(self.errors))

    def add(self, found: Boxes, scores: npt.NDArray[np.float32], truth: Boxes) -> None:
        """Take a frame in: best boxes first, each takes the free person it overlaps most.

        Args:
            found: (N, 4) left, top, right, bottom, px.
            scores: (N,).
            truth: (M, 4) likewise. A match overlaps with IoU .5 or more.
        """
        hits = int(np.count_nonzero(matches(found, scores, truth) >= 0))
        self.hits += hits
        self.wrong += len(found) - hits
        self.missed += len(truth) - hits
        self.errors.append(len(found) - len(truth))
