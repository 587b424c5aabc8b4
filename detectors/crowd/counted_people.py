"""Which boxes are people, also where there are many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detectors.models.detections import Detections

LIKELY = 0.7
"""Of the camera's threshold: boxes from there on say how crowded the picture is. Sure boxes alone
do not, for the more people there are the fewer of them are sure."""

FEW, MANY = 12, 22
"""Likely people in a picture up to which the camera's threshold holds, and from which on the lower
one does."""

LOWER = 0.5
"""Of the camera's threshold, where there are many. On generated squares (development seeds, default
model and threshold) 16 boxes of 60 people are sure, 19 of 40 and 18 of 20; counted are 40, 36 and
19."""

LEAST = 0.2
"""Never below this, unless the camera's own threshold is: boxes weaker than that are leaves."""

SAME = 0.6
"""A box that is not sure and shares more than this of the smaller one's area with a better box is
the same person again, or half of two."""

WEAK = 0.6
"""Of the threshold in force: boxes between are people that the model hardly resolves any more."""

WEAK_SHARE, WEAK_COUNT = 0.15, 5
"""So many of them, compared with those counted, say that there are more people than were counted:
on the same squares they say so in no look up to 30 people, in four of six at 40, in all at 60."""


@dataclass(frozen=True, slots=True)
class CountedPeople:
    """The people of one picture.

    Attributes:
        people: One box each.
        more: Whether so many boxes are nearly people that there must be more.
    """

    people: Detections
    more: bool


def counted_people(detections: Detections, threshold: float) -> CountedPeople:
    """Choose the boxes that count.

    Up to a dozen people the camera's threshold decides. Where there are more, box models are less
    sure of each: then weaker boxes count too, unless they lie on better ones.

    Args:
        detections: All boxes of the picture, also weak ones.
        threshold: Score from which a box is a person, of the camera.
    """
    likely = len(detections.people(LIKELY * threshold))
    if likely <= FEW:
        return CountedPeople(detections.people(threshold), more=False)
    share = min(1.0, (likely - FEW) / (MANY - FEW))
    in_force = max(threshold * (1.0 - share * (1.0 - LOWER)), min(threshold, LEAST))
    candidates = detections.people(WEAK * in_force)
    order = np.argsort(-candidates.scores, kind="stable")
    shared = _shared(candidates.boxes[order])
    scores = candidates.scores[order]
    kept: list[int] = []
    for index in range(len(order)):
        if scores[index] >= threshold or not kept or shared[index, kept].max() <= SAME:
            kept.append(index)
    chosen = order[kept]
    counted = chosen[candidates.scores[chosen] >= in_force]
    weak = len(chosen) - len(counted)
    people = Detections(
        candidates.boxes[counted],
        candidates.class_ids[counted],
        candidates.scores[counted],
        candidates.classes,
    )
    return CountedPeople(people, more=weak >= max(WEAK_COUNT, WEAK_SHARE * len(counted)))


def _shared(boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return (N, N) the area that two boxes share, over the smaller one's."""
    left_top = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    right_bottom = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    both = np.prod(np.clip(right_bottom - left_top, 0.0, None), axis=2)
    areas = np.maximum(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1), 1e-6)
    return np.asarray(both / np.minimum(areas[:, None], areas[None, :]), np.float32)
