"""One zone of kind construction: its ground, its permits, its rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from detectors.construction.rule import ConstructionRule
from detectors.geometry import polygon_map
from detectors.picture import BoolMap
from sharp_eyes.registry.limits import ConstructionLimits
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.zone import Zone


class WatchedArea:
    """A zone whose lasting changes are held against permits.

    Args:
        zone: A zone of kind ``construction``.
        permits: Permits of the same camera, valid or not.
        visit_every_s: Promised interval between two visits.
    """

    def __init__(self, zone: Zone, permits: Sequence[Permit], visit_every_s: float) -> None:
        if not isinstance(zone.limits, ConstructionLimits):
            raise TypeError(f"zone {zone.id} is of kind {zone.kind}")
        self.zone = zone
        self.lasting_visits = zone.limits.lasting_visits
        self.rule = ConstructionRule(zone.limits, visit_every_s)
        self._permits = tuple(permits)

    def ground(self, size: tuple[int, int], day: date) -> BoolMap:
        """Return where a change counts on a day: in the zone, outside of valid permits.

        Args:
            size: (width, height) of the result, px.
            day: In the camera's local calendar.
        """
        width, height = size
        watched = polygon_map([self.zone.polygon], width, height)
        valid = [
            permit.polygon
            for permit in self._permits
            if permit.polygon is not None and permit.valid_on(day)
        ]
        return watched & ~polygon_map(valid, width, height) if valid else watched
