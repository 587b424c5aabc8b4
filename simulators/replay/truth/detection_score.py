"""How boxes and counts score against true people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulators.replay.truth.true_people import Boxes

MATCHING_IOU = 0.5
"""Overlap from which a box is right (PASCAL VOC; MOTChallenge uses the same)."""


@dataclass(slots=True)
class Score:
    """Sums over frames.

    Attributes:
        hits: Boxes that match a true person, each person once.
        wrong: Boxes that match none.
        missed: People without a box.
        errors: Count error of each frame.
    """

    hits: int
    wrong: int
    missed: int
    errors: list[int]

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
        hits = sum(person >= 0 for person in matches(found, scores, truth).tolist())
        self.hits += hits
        self.wrong += len(found) - hits
        self.missed += len(truth) - hits
        self.errors.append(len(found) - len(truth))


def matches(found: Boxes, scores: npt.NDArray[np.float32], truth: Boxes) -> npt.NDArray[np.int32]:
    """Say which true person each box matches.

    Best boxes first, each takes the free person it overlaps most. Boxes over a threshold match the
    same people with and without the boxes under it, so that one matching serves all thresholds.

    Args:
        found: (N, 4) left, top, right, bottom, px.
        scores: (N,).
        truth: (M, 4) likewise.

    Returns:
        int32 (N,): the row of ``truth``, -1 for none.
    """
    overlaps = iou(found, truth)
    free = np.ones(len(truth), np.bool_)
    matched = np.full(len(found), -1, np.int32)
    if not len(truth):
        return matched
    for row in np.argsort(-scores, kind="stable"):
        candidates = np.where(free, overlaps[row], 0.0)
        best = int(candidates.argmax())
        if candidates[best] >= MATCHING_IOU:
            free[best] = False
            matched[row] = best
    return matched


def iou(one: Boxes, other: Boxes) -> npt.NDArray[np.float32]:
    """Return intersection over union, (N, M)."""
    left_top = np.maximum(one[:, None, :2], other[None, :, :2])
    right_bottom = np.minimum(one[:, None, 2:], other[None, :, 2:])
    both = np.clip(right_bottom - left_top, 0, None).prod(axis=2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (one, other)]
    joined: npt.NDArray[np.float32] = both / (areas[0][:, None] + areas[1][None] - both + 1e-9)
    return joined
