"""Which boxes find which true people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulators.replay.truth.true_people import Boxes

MATCHING_IOU = 0.5
"""Overlap from which a box is right (PASCAL VOC; MOTChallenge uses the same)."""


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
