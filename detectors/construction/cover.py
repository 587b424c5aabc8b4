"""What stands before the ground at one visit."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from detectors.construction.obstacles import obstacle_map, people_map, vehicle_map
from detectors.models.detections import Detections
from detectors.picture import BoolMap


@dataclass(frozen=True, slots=True)
class Cover:
    """What hides the ground, of the scene's size.

    Attributes:
        people: Where people stand for certain: there nothing is known.
        doubtful: Where something may be a person, a vehicle, or moves: it is not learned.
        maybe_people: Where something may be a person.
        vehicles: Where vehicles are supposed.
    """

    people: BoolMap
    doubtful: BoolMap
    vehicles: BoolMap
    maybe_people: BoolMap

    @classmethod
    def of(
        cls,
        size: tuple[int, int],
        detections: Detections | None,
        moving: BoolMap | None,
        picture: tuple[int, int],
    ) -> Cover:
        """Find it.

        Args:
            size: (width, height) of the scene.
            detections: Of the clean view, at the masking threshold or less; none without a model.
            moving: Where the visit's frames differ, of any size, or none.
            picture: (width, height) of the clean view.
        """
        nothing: BoolMap = np.zeros((size[1], size[0]), np.bool_)
        people, doubtful, vehicles, maybe = nothing, nothing, nothing, nothing
        if detections is not None:
            people = obstacle_map(detections, size, picture)
            vehicles = vehicle_map(detections, size, picture)
            maybe = people_map(detections, size, picture)
            doubtful = maybe | vehicles
        if moving is not None:
            doubtful = doubtful | cv2.resize(
                moving.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST
            ).astype(np.bool_)
        return cls(people, doubtful, vehicles, maybe)

    def registered(self, shift_px: tuple[float, float]) -> Cover:
        """Move it as the picture was moved."""
        dx, dy = (round(one) for one in shift_px)
        if not dx and not dy:
            return self
        maps = (self.people, self.doubtful, self.vehicles, self.maybe_people)
        moved = [np.roll(one, (dy, dx), axis=(0, 1)) for one in maps]
        return Cover(moved[0], moved[1], moved[2], moved[3])
