"""Laying a picture over the reference although the camera shook."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from detectors.construction.comparison import alike
from detectors.construction.scene import Scene

MAX_SHIFT = 0.06
"""Largest shift, as a share of the width, that still is shake; beyond it the view has moved."""

LEAST_SHIFT_PX = 0.2

MUCH_BETTER = 0.1
"""A shift too large for shake that makes the pictures this much more alike says that the camera
looks elsewhere now; streets and fields look alike along themselves, some .05."""

BETTER = 0.005
"""A shift must make the pictures this much more alike, else the picture stays where it is."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A picture laid over its reference.

    Attributes:
        scene: The picture, moved.
        alike: How far it then shows the same view, -1 to 1.
        shift_px: (right, down) by which it was moved, at a width of 320.
        elsewhere: Whether the camera surely looks elsewhere: the pictures fit far better at a
            shift that is none of shake.
    """

    scene: Scene
    alike: float
    shift_px: tuple[float, float]
    elsewhere: bool = False


def register(reference: Scene, current: Scene) -> Registered:
    """Find the shift by phase correlation of edges and apply it where it helps.

    Args:
        reference: What it is laid over.
        current: Of the same size.
    """
    width, height = reference.size
    as_it_is = Registered(current, alike(reference, current), (0.0, 0.0))
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    # OpenCV 5 lays the window over its arguments in place.
    edges = (current.edges.copy(), reference.edges.copy())
    (dx, dy), _response = cv2.phaseCorrelate(*edges, window)
    if max(abs(dx), abs(dy)) < LEAST_SHIFT_PX:
        return as_it_is
    moved = current.moved(np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]], np.float32))
    likeness = alike(reference, moved)
    if max(abs(dx), abs(dy)) > MAX_SHIFT * width:
        away = likeness >= as_it_is.alike + MUCH_BETTER
        return Registered(current, as_it_is.alike, (0.0, 0.0), away)
    if likeness < as_it_is.alike + BETTER:
        return as_it_is
    return Registered(moved, likeness, (float(dx), float(dy)))
