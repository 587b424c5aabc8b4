"""How many people one look found in a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class CrowdObservation:
    """One look at one zone.

    Attributes:
        zone_id: The zone.
        captured_at: Capture time, UTC.
        people: Boxes whose bottom middle lies in the zone.
        smoothed: Median of this and the two looks before.
        at_least: Whether the model cannot resolve more, so that there may be more people.
        feet: float32 (N, 2), bottom middles in the zone, (u, v); places, not persons: they carry
            no identity and have no order from look to look.
    """

    zone_id: str
    captured_at: datetime
    people: int
    smoothed: int
    at_least: bool
    feet: npt.NDArray[np.float32]
