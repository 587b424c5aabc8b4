"""A change seen enlarged by the object model: a vehicle is none to build with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import cv2
import numpy as np

from detectors.construction.obstacles import PASSING_CLASSES
from detectors.construction.tracked_change import TrackedChange
from detectors.models.detections import Detections
from detectors.models.object_model import ObjectModel
from detectors.picture import BoolMap, Picture

CloserLook = Callable[[BoolMap], float]
"""Returns how surely a vehicle stands on some ground of the picture as taken, 0 to 1."""

GROWN = (2.2, 3.0)
"""How much wider and higher than the ground the cut-outs are: with less around it the model sees
no vehicle, with more it sees one as badly as in the whole picture."""

LEAST_CUT = (0.1, 0.133)
"""Least width and height of a cut-out, shares of the picture's."""

MOST_LONG = 5 / 3
"""Of a cut-out, its longer side over the other."""

LONG_SIDE_PX = 416
"""Long side to which a cut-out is enlarged: the default model's own."""

LEAST_SCORE = 0.08
LEAST_COVERED = 0.35
"""Share of the ground that a vehicle's box must cover."""

LEAST_FILLED = 0.5
"""Share of the box that the ground must fill: a vehicle before a house does not make it one."""

EVERY = timedelta(hours=2)
"""Time between two closer looks at one change."""

MOST_AT_ONCE = 3
"""Changes looked at in one visit, the largest."""

MOST_KEPT = 5


def closer_look(image: Picture, model: ObjectModel) -> CloserLook:
    """Return what looks closer at one picture.

    Args:
        image: The clean view, B, G, R.
        model: Finds vehicles.
    """

    def look(ground: BoolMap) -> float:
        best = 0.0
        for grown in GROWN:
            left, top, right, bottom = _cut(ground, grown, (image.shape[1], image.shape[0]))
            part = image[top:bottom, left:right]
            scale = LONG_SIDE_PX / max(part.shape[:2])
            how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
            large = np.asarray(
                cv2.resize(part, None, fx=scale, fy=scale, interpolation=how), np.uint8
            )
            found = model.detect(large, LEAST_SCORE).of(PASSING_CLASSES, LEAST_SCORE)
            step = ground.shape[1] / image.shape[1]
            best = max(best, _standing_on(ground, found, (left, top), scale, step))
        return best

    return look


def look_closer(
    tracks: Sequence[TrackedChange],
    look: CloserLook,
    shift_px: tuple[float, float],
    least_share: float,
    at: datetime,
) -> None:
    """Look closer at the changes that may become a structure, some of them at a visit.

    Args:
        tracks: All changes.
        look: Of the visit's picture.
        shift_px: (right, down) by which the picture was moved to be compared.
        least_share: Smallest change asked about, as a share of the picture.
        at: Capture time of the visit, UTC.
    """
    asked = [
        track
        for track in tracks
        if track.confirmed_at is None
        and not track.missed_in_a_row
        and track.share >= least_share
        and at - track.since >= EVERY
        and (track.looked_at is None or at - track.looked_at >= EVERY)
    ]
    dx, dy = (round(one) for one in shift_px)
    for track in sorted(asked, key=lambda one: -one.share)[:MOST_AT_ONCE]:
        ground = np.roll(track.mask, (-dy, -dx), axis=(0, 1))
        track.vehicles = (*track.vehicles, round(look(ground), 3))[-MOST_KEPT:]
        track.looked_at = at


def _cut(ground: BoolMap, grown: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the cut-out around some ground, px of the picture."""
    rows, columns = np.nonzero(ground.any(axis=1))[0], np.nonzero(ground.any(axis=0))[0]
    step = size[0] / ground.shape[1]
    left, right = columns[0] * step, (columns[-1] + 1) * step
    top, bottom = rows[0] * step, (rows[-1] + 1) * step
    wide = max((right - left) * grown, LEAST_CUT[0] * size[0])
    high = max((bottom - top) * grown, LEAST_CUT[1] * size[1])
    wide = max(wide, high * 2 / MOST_LONG)
    high = max(high, wide / MOST_LONG)
    wide, high = min(wide, size[0]), min(high, size[1])
    x = int(np.clip((left + right - wide) / 2, 0, size[0] - wide))
    y = int(np.clip((top + bottom - high) / 2, 0, size[1] - high))
    return x, y, int(x + wide), int(y + high)


def _standing_on(
    ground: BoolMap,
    found: Detections,
    corner: tuple[int, int],
    scale: float,
    step: float,
) -> float:
    """Return the best score of a box that fits the ground, at the ground's scale."""
    best, whole = 0.0, max(1, int(np.count_nonzero(ground)))
    offset = np.array([*corner, *corner], np.float32)
    for box, score in zip(found.boxes / scale + offset, found.scores, strict=True):
        left, top, right, bottom = (max(0, round(float(one) * step)) for one in box)
        within = int(np.count_nonzero(ground[top:bottom, left:right]))
        area = max(1, (bottom - top) * (right - left))
        if within >= LEAST_COVERED * whole and within >= LEAST_FILLED * area:
            best = max(best, float(score))
    return best
