"""What stands in the way of seeing the ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detectors.masking.people_masker import MASKING_THRESHOLD
from detectors.models.detections import Detections
from detectors.picture import BoolMap

PASSING_CLASSES = frozenset({"car", "truck", "bus", "motorcycle", "bicycle"})
"""Classes of COCO that come and go. Buildings are sometimes taken for trains or boats, so those
are not among them."""

VEHICLE_THRESHOLD = 0.25
PERSON_THRESHOLD = 0.3

MAX_VEHICLE_SHARE = 0.2
"""A "vehicle" that fills more of the picture is not believed: it may be the building."""

MARGIN = 0.1


def obstacle_map(
    detections: Detections, size: tuple[int, int], picture: tuple[int, int]
) -> BoolMap:
    """Mark people: there a visit says nothing about the ground.

    Args:
        detections: Of the clean view, px.
        size: (width, height) of the result.
        picture: (width, height) of the picture.
    """
    people = detections.people(PERSON_THRESHOLD).boxes
    return _boxes_map(people.tolist(), size, picture)


def vehicle_map(detections: Detections, size: tuple[int, int], picture: tuple[int, int]) -> BoolMap:
    """Mark vehicles: what is different there may drive away again."""
    vehicles = detections.of(PASSING_CLASSES, VEHICLE_THRESHOLD).boxes
    areas = (vehicles[:, 2] - vehicles[:, 0]) * (vehicles[:, 3] - vehicles[:, 1])
    vehicles = vehicles[areas <= MAX_VEHICLE_SHARE * picture[0] * picture[1]]
    return _boxes_map(vehicles.tolist(), size, picture)


def people_map(detections: Detections, size: tuple[int, int], picture: tuple[int, int]) -> BoolMap:
    """Mark whatever may be a person: it must not enter what is stored."""
    boxes = detections.people(MASKING_THRESHOLD).boxes
    return _boxes_map(boxes.tolist(), size, picture)


def _boxes_map(
    boxes: Sequence[Sequence[float]], size: tuple[int, int], picture: tuple[int, int]
) -> BoolMap:
    marked: BoolMap = np.zeros((size[1], size[0]), np.bool_)
    scale_x, scale_y = size[0] / picture[0], size[1] / picture[1]
    for left, top, right, bottom in boxes:
        grow_x = (right - left) * MARGIN + 1.0 / scale_x
        grow_y = (bottom - top) * MARGIN + 1.0 / scale_y
        rows = slice(
            max(0, int((top - grow_y) * scale_y)), max(0, int((bottom + grow_y) * scale_y) + 1)
        )
        columns = slice(
            max(0, int((left - grow_x) * scale_x)), max(0, int((right + grow_x) * scale_x) + 1)
        )
        marked[rows, columns] = True
    return marked
