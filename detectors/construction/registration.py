"""Laying a picture over the reference although the camera shook."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from detectors.construction.comparison import difference
from detectors.construction.scene import Scene
from detectors.picture import FloatMap

MAX_SHIFT = 0.06
"""Largest shift, as a share of the width, that still is shake; beyond it the view has moved."""

LEAST_SHIFT_PX = 0.2
BETTER = 0.98
"""A shift must lower the mean difference to this share, else the picture stays where it is."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A picture laid over its reference.

    Attributes:
        scene: The picture, moved.
        difference: From the reference, float32 (H, W).
        shift_px: (right, down) by which it was moved, at a width of 320.
    """

    scene: Scene
    difference: FloatMap
    shift_px: tuple[float, float]


def register(reference: Scene, current: Scene) -> Registered:
    """Find the shift by phase correlation of gradients and apply it where it helps.

    Args:
        reference: What it is laid over.
        current: Of the same size.
    """
    unmoved = difference(reference, current)
    width, height = reference.size
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    (dx, dy), _response = cv2.phaseCorrelate(_edges(current), _edges(reference), window)
    if max(abs(dx), abs(dy)) < LEAST_SHIFT_PX or max(abs(dx), abs(dy)) > MAX_SHIFT * width:
        return Registered(current, unmoved, (0.0, 0.0))
    moved = current.shifted(dx, dy)
    moved_difference = difference(reference, moved)
    if float(moved_difference.mean()) > BETTER * float(unmoved.mean()):
        return Registered(current, unmoved, (0.0, 0.0))
    return Registered(moved, moved_difference, (float(dx), float(dy)))


def _edges(scene: Scene) -> FloatMap:
    across = cv2.Sobel(scene.light, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(scene.light, cv2.CV_32F, 0, 1)
    # The root keeps one strong edge from deciding alone.
    return np.asarray(np.sqrt(cv2.magnitude(across, down)), np.float32)
