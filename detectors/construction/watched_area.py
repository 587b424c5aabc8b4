"""One zone of kind construction: its ground, its permits, its rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from detectors.construction.footprint import footprint_m2
from detectors.construction.regions import Region, outlined
from detectors.construction.rule import ConstructionRule
from detectors.construction.sized_change import SizedChange
from detectors.geometry import polygon_map
from detectors.ground.ground_plane import GroundPlane
from detectors.ground.land_in_picture import LandInPicture
from detectors.picture import BoolMap
from sharp_eyes.registry.limits import ConstructionLimits
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.zone import Zone

MAX_REGIONS = 16

LEAST_TRACKED = 0.004
"""Smallest change, as a share of the picture, whose square metres are asked for."""

PROTECTED_PART = 0.5
"""Share of a region that must lie on protected land to be held against its limits."""


class WatchedArea:
    """A zone whose lasting changes are held against permits.

    Args:
        zone: A zone of kind ``construction``.
        permits: Permits that the camera sees, valid or not.
        visit_every_s: Promised interval between two visits.
        protected: Protected land that the camera sees.
        plane: The ground plane where it holds for the zone's view.
    """

    def __init__(
        self,
        zone: Zone,
        permits: Sequence[LandInPicture[Permit]],
        visit_every_s: float,
        protected: Sequence[LandInPicture[ProtectedLand]] = (),
        plane: GroundPlane | None = None,
    ) -> None:
        if not isinstance(zone.limits, ConstructionLimits):
            raise TypeError(f"zone {zone.id} is of kind {zone.kind}")
        self.zone = zone
        self._limits = zone.limits
        self._permits = tuple(permits)
        self._protected = tuple(protected)
        self._plane = plane
        visits = [zone.limits.lasting_visits, *(one.land.lasting_visits for one in protected)]
        self.lasting_visits = min(visits)
        self.rule = ConstructionRule(zone.limits, visit_every_s)

    @property
    def least_area(self) -> float:
        """Smallest share of the picture that can matter by any limit."""
        least = [self._limits.min_area, *(one.land.min_area for one in self._protected)]
        in_metres = self._limits.min_area_m2 or any(one.land.min_area_m2 for one in self._protected)
        if self._plane is not None and in_metres:
            least.append(LEAST_TRACKED)
        return min(least)

    def ground(self, size: tuple[int, int], day: date) -> BoolMap:
        """Return where a change counts on a day: in the zone, outside of valid permits.

        Args:
            size: (width, height) of the result, px.
            day: In the camera's local calendar.
        """
        width, height = size
        watched = polygon_map([self.zone.polygon], width, height)
        valid = [
            polygon
            for permit in self._permits
            if permit.land.valid_on(day)
            for polygon in permit.polygons
        ]
        return watched & ~polygon_map(valid, width, height) if valid else watched

    def sized(self, lasting: BoolMap, day: date) -> SizedChange:
        """Measure lasting change against the limits.

        Args:
            lasting: Where change has lasted, permitted or not.
            day: In the camera's local calendar.
        """
        size = (lasting.shape[1], lasting.shape[0])
        watched = polygon_map([self.zone.polygon], *size)
        ground = self.ground(size, day)
        permitted = float(np.count_nonzero(lasting & watched & ~ground)) / lasting.size
        hysteresis = self.rule.hysteresis
        kept: list[Region] = []
        weighed, area_m2 = 0.0, 0.0
        for region in outlined(lasting & ground, hysteresis * self.least_area)[:MAX_REGIONS]:
            metres = None if self._plane is None else footprint_m2(region.outline, self._plane)
            ratio = self._ratio(region, metres)
            # Hysteresis is for what was told of, not for scraps beside it.
            if ratio < (1.0 if kept else hysteresis):
                continue
            kept.append(region)
            weighed += ratio * self._limits.min_area
            area_m2 += metres or 0.0
        share = sum(region.share for region in kept)
        return SizedChange(
            tuple(kept), share, area_m2 if self._plane is not None else None, weighed, permitted
        )

    def _ratio(self, region: Region, area_m2: float | None) -> float:
        """Return how many times a region reaches the limit it exceeds most."""
        limits: list[ConstructionLimits | ProtectedLand] = [self._limits]
        limits += [one.land for one in self._protected if _mostly_in(region, one)]
        ratios = [region.share / one.min_area for one in limits]
        if area_m2 is not None:
            ratios += [area_m2 / one.min_area_m2 for one in limits if one.min_area_m2]
        return max(ratios)


def _mostly_in(region: Region, land: LandInPicture[ProtectedLand]) -> bool:
    size = (160, 90)
    own = polygon_map([region.outline], *size)
    both = np.count_nonzero(own & polygon_map(land.polygons, *size))
    return bool(both >= PROTECTED_PART * max(1, int(np.count_nonzero(own))))
