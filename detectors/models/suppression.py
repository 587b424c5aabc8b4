"""From many overlapping candidates to one box per object."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from detectors.models.detections import Detections

MAX_CANDIDATES = 1500
"""Best candidates kept before suppression, so that noise cannot make a look expensive."""


def suppress(
    boxes: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
    class_ids: npt.NDArray[np.int32],
    *,
    classes: tuple[str, ...],
    max_overlap: float,
    width: int,
    height: int,
) -> Detections:
    """Drop boxes that overlap a better one of the same class.

    Args:
        boxes: (N, 4) left, top, right, bottom, px; may reach beyond the picture.
        scores: (N,).
        class_ids: (N,).
        classes: Class names of the result.
        max_overlap: Intersection over union above which the lower score goes.
        width: Of the picture, px.
        height: Of the picture, px.
    """
    finite = np.isfinite(boxes).all(axis=1)
    if not finite.all():
        boxes, scores, class_ids = boxes[finite], scores[finite], class_ids[finite]
    if len(scores) > MAX_CANDIDATES:
        best = np.argpartition(scores, -MAX_CANDIDATES)[-MAX_CANDIDATES:]
        boxes, scores, class_ids = boxes[best], scores[best], class_ids[best]
    if not len(scores):
        return Detections.none(classes)
    corners_and_sizes = boxes.astype(np.float64)
    corners_and_sizes[:, 2:] -= corners_and_sizes[:, :2]
    kept = np.asarray(
        cv2.dnn.NMSBoxesBatched(
            corners_and_sizes,  # type: ignore[arg-type]  # the stub asks for a list of rectangles
            scores,  # type: ignore[arg-type]
            class_ids,  # type: ignore[arg-type]
            0.0,
            max_overlap,
        ),
        np.intp,
    ).reshape(-1)
    clipped = boxes[kept].astype(np.float32)
    np.clip(clipped[:, 0::2], 0.0, float(width), out=clipped[:, 0::2])
    np.clip(clipped[:, 1::2], 0.0, float(height), out=clipped[:, 1::2])
    return Detections(
        clipped, class_ids[kept].astype(np.int32), scores[kept].astype(np.float32), classes
    )
