"""How many people one look found in a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from detectors.ground.densest_part import DensestPart


@dataclass(frozen=True, slots=True)
class CrowdObservation:
    """One look at one zone.

    Attributes:
        zone_id: The zone.
        captured_at: Capture time, UTC.
        people: Boxes whose bottom middle lies in the zone, or what a density model counted.
        smoothed: Median of this and the two looks before.
        at_least: Whether the model cannot resolve more, so that there may be more people.
        feet: float32 (N, 2), bottom middles in the zone, (u, v); places, not persons: they carry
            no identity and have no order from look to look. Empty where a density model counted.
        area_m2: Ground of the zone in sight; none without ground points.
        density: People/m² over the zone, smoothed like the count; none without ground points.
        peak_density: The same in the densest part.
        raw_density: ``density`` of this look alone.
        raw_peak_density: ``peak_density`` of this look alone.
        densest: The densest part in this look; none where nobody is.
        seconds_to_limit: When the figure nearest to its limit reaches it, by the trend; none where
            it has, or where the trend says nothing.
        by_density_model: Whether a density model counted instead of boxes.
    """

    zone_id: str
    captured_at: datetime
    people: int
    smoothed: int
    at_least: bool
    feet: npt.NDArray[np.float32]
    area_m2: float | None = None
    density: float | None = None
    peak_density: float | None = None
    raw_density: float | None = None
    raw_peak_density: float | None = None
    densest: DensestPart | None = None
    seconds_to_limit: float | None = None
    by_density_model: bool = False
