"""Which boxes are people when there are many of them."""

from __future__ import annotations

from detectors.models.detections import Detections

FEW, MANY = 10, 20
"""Sure people in a picture up to which the camera's threshold holds, and from which the lower one
does. Box models are less sure of each the more people there are: on generated squares
(development seeds) NanoDet found 21 of 40 people at .40 and 36 at .24; at ten people it found all
at .40."""

LOWER = 0.6
"""Of the camera's threshold, where there are many."""

LEAST = 0.2
"""Never below this, unless the camera's own threshold is: boxes weaker than that are leaves."""

WEAK = 0.6
"""Of the threshold in force: boxes between are people that the model hardly resolves any more."""

WEAK_SHARE, WEAK_COUNT = 0.6, 6
"""So many of them, compared with those counted, say that there are more people than were counted:
on the same squares .3 to .6 at 40 people, of whom 36 were counted, and .9 to 1.1 at 60, of whom 38
were counted."""


def crowded_threshold(detections: Detections, threshold: float) -> float:
    """Return the score from which a box is a person in this picture.

    Args:
        detections: All boxes of the picture, also weak ones.
        threshold: Of the camera.
    """
    sure = len(detections.people(threshold))
    share = min(1.0, max(0.0, (sure - FEW) / (MANY - FEW)))
    return max(threshold * (1.0 - share * (1.0 - LOWER)), min(threshold, LEAST))


def more_than_counted(detections: Detections, threshold: float) -> bool:
    """Tell whether so many boxes are nearly people that the count is too low.

    Args:
        detections: Boxes of the picture, also weak ones.
        threshold: In force, from ``crowded_threshold``.
    """
    counted = len(detections.people(threshold))
    weak = len(detections.people(WEAK * threshold)) - counted
    return weak >= max(WEAK_COUNT, WEAK_SHARE * counted)
