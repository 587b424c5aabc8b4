"""One piece of ground that looks different for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from detectors.picture import BoolMap

MOST_SIGNS = 5


@dataclass(slots=True, eq=False)
class TrackedChange:
    """A change followed from visit to visit, permitted or not.

    Attributes:
        number: Its own within the camera, counting up.
        mask: bool (H, W): its ground, holes filled.
        widest: The same when it was largest; not kept over a restart.
        since: Capture time of the visit that first saw it, UTC.
        seen_at: Capture time of the latest visit that saw it, UTC.
        seen: Visits that saw it.
        missed: Visits that did not although they could have.
        missed_in_a_row: Of those, since the latest that did.
        vehicle_seen: Visits at which the object model saw a vehicle there.
        appeared: Contrast at its outline now over that before, running mean of its logarithm:
            over 0 something came, under 0 something is gone.
        strength: How different it is from the place as it was, running mean.
        confirmed_at: Capture time of the visit from which it counts as lasting, UTC, or none.
        signs: How unlike anything known its middle pixel was at the latest daylight visits, in
            usual deviations.
        shares: (seconds since ``EPOCH``, share of the picture), oldest first, thinned out.
    """

    number: int
    mask: BoolMap
    since: datetime
    seen_at: datetime
    seen: int = 1
    missed: int = 0
    missed_in_a_row: int = 0
    vehicle_seen: int = 0
    appeared: float = 0.0
    strength: float = 1.0
    confirmed_at: datetime | None = None
    shares: tuple[tuple[int, float], ...] = ()
    widest: BoolMap | None = None
    signs: tuple[float, ...] = ()

    @property
    def share(self) -> float:
        """Its share of the picture."""
        return float(np.count_nonzero(self.mask)) / self.mask.size

    @property
    def constancy(self) -> float:
        """Share of the visits that could see it at which it was there."""
        return self.seen / max(1, self.seen + self.missed)
