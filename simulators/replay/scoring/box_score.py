"""Precision and recall of people's boxes over all thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detectors.crowd.zone_count import EDGE
from detectors.geometry import points_inside
from simulators.replay.box_look import BoxLook
from simulators.replay.truth.matching import MATCHING_IOU, iou, matches
from simulators.replay.truth.true_people import NO_BOXES, Boxes, TruePeople

Corners = Sequence[tuple[float, float]]
_NOBODY = TruePeople(NO_BOXES)


@dataclass(frozen=True, slots=True)
class BoxScore:
    """Every box of a source with whether it is right.

    Attributes:
        scores: float32 (N,), of each box that counts.
        right: bool (N,), whether it matches a true person.
        counted: bool (N,), whether it counted as a person in its picture.
        people: True people in all.
        least: Lowest score for which boxes were recorded.
    """

    scores: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    counted: npt.NDArray[np.bool_]
    people: int
    least: float

    def at(self, threshold: float) -> tuple[float, float, float]:
        """Return precision, recall and F1 of the boxes of at least a score."""
        return self._of(self.scores >= np.float32(threshold))

    def in_force(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 of the boxes that counted."""
        return self._of(self.counted)

    def _of(self, kept: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
        hits = int((self.right & kept).sum())
        boxes = int(kept.sum())
        f1 = 2 * hits / max(1, boxes + self.people)
        return hits / max(1, boxes), hits / max(1, self.people), f1

    @classmethod
    def joined(cls, scores: Sequence[BoxScore]) -> BoxScore:
        """Put the boxes of several sources together."""
        return cls(
            np.concatenate([score.scores for score in scores]),
            np.concatenate([score.right for score in scores]),
            np.concatenate([score.counted for score in scores]),
            sum(score.people for score in scores),
            max(score.least for score in scores),
        )


def score_boxes(
    looks: Sequence[BoxLook], truth: Mapping[int, TruePeople], zones: Sequence[Corners]
) -> BoxScore:
    """Match boxes with people, IoU .5 or more, the best boxes first.

    A box or person counts that stands in one of the zones, or whose match does. Boxes that overlap
    what is to be ignored and match nobody do not count at all.

    Args:
        looks: The boxes of each look.
        truth: By number of the picture; a picture without an entry shows nobody.
        zones: Corners (u, v) of the crowd zones.
    """
    scores: list[float] = []
    right: list[bool] = []
    counts: list[bool] = []
    people = 0
    least: list[float] = []
    for look in looks:
        known = truth.get(look.number, _NOBODY)
        matched = matches(look.boxes, look.scores, known.boxes)
        found_inside = _inside(look.boxes, look, zones)
        true_inside = _inside(known.boxes, look, zones)
        ignored = np.concatenate([known.ignored, known.hidden])
        if len(look.boxes) and len(ignored):
            over_ignored = iou(look.boxes, ignored).max(axis=1) >= MATCHING_IOU
        else:
            over_ignored = np.zeros(len(look.boxes), np.bool_)
        asked = true_inside.copy()
        for row, person in enumerate(matched.tolist()):
            if person >= 0:
                if not (found_inside[row] or true_inside[person]):
                    continue
                asked[person] = True
            elif not found_inside[row] or over_ignored[row]:
                continue
            scores.append(float(look.scores[row]))
            right.append(person >= 0)
            counts.append(bool(look.counted[row]))
        people += int(asked.sum())
        if len(look.scores):
            least.append(float(look.scores.min()))
    return BoxScore(
        np.array(scores, np.float32),
        np.array(right, np.bool_),
        np.array(counts, np.bool_),
        people,
        min(least, default=0.0),
    )


def people_inside(people: TruePeople, width: int, height: int, zone: Corners) -> int:
    """Count the true people whose box's bottom middle lies in a zone, as the detector counts."""
    everybody = np.concatenate([people.boxes, people.hidden])
    return int(_standing(everybody, width, height, zone).sum())


def _inside(boxes: Boxes, look: BoxLook, zones: Sequence[Corners]) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(boxes), np.bool_)
    for zone in zones:
        inside |= _standing(boxes, look.width, look.height, zone)
    return inside


def _standing(boxes: Boxes, width: int, height: int, zone: Corners) -> npt.NDArray[np.bool_]:
    if not len(boxes):
        return np.zeros(0, np.bool_)
    feet = np.stack(
        [(boxes[:, 0] + boxes[:, 2]) / 2.0 / width, boxes[:, 3] / height], axis=1
    ).astype(np.float32)
    inside: npt.NDArray[np.bool_] = points_inside(np.clip(feet, EDGE, 1.0 - EDGE), zone)
    return inside
