"""What several centres look at together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sharp_eyes.node.command import StillsLease

MAX_CENTRES = 8
"""Leases kept beside each other; of more, the one that ends first goes."""


@dataclass(frozen=True, slots=True)
class StillWish:
    """How stills of one camera are wanted.

    Attributes:
        every_s: Shortest time between two.
        width_px: Width.
        centres: Names of those that want them.
    """

    every_s: float
    width_px: int
    centres: frozenset[str]


class StillsLeases:
    """Keeps the newest lease of each centre.

    Centres on one database each ask for what their own pages show, and none knows of the others'
    pages: the lease of one must not end what another one shows.
    """

    def __init__(self) -> None:
        self._by_centre: dict[str, StillsLease] = {}

    def put(self, lease: StillsLease) -> None:
        """Take a lease in place of the same centre's former one."""
        self._by_centre[lease.centre] = lease
        if len(self._by_centre) > MAX_CENTRES:
            first = min(self._by_centre, key=lambda centre: self._by_centre[centre].deadline)
            del self._by_centre[first]

    def wanted(self, now: datetime) -> dict[str, StillWish]:
        """Return what is wanted now, by camera: as often and as wide as any centre wants it."""
        self._by_centre = {
            centre: lease for centre, lease in self._by_centre.items() if now < lease.deadline
        }
        wanted: dict[str, StillWish] = {}
        for lease in self._by_centre.values():
            for camera_id in lease.cameras:
                other = wanted.get(camera_id)
                wanted[camera_id] = StillWish(
                    min(lease.every_s, other.every_s if other else lease.every_s),
                    max(lease.width_px, other.width_px if other else 0),
                    (other.centres if other else frozenset()) | {lease.centre},
                )
        return wanted
