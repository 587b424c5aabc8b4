"""What one crowd look counted in one zone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CrowdLook:
    """One zone, one look.

    Attributes:
        number: Of the picture, from 1.
        label: Of the picture.
        time_s: After the source's first picture.
        people: As counted.
        smoothed: As the rule sees it.
        at_least: Whether the model cannot resolve more.
        density: People/m² over the zone, smoothed; none without ground points.
        peak_density: The same in the zone's densest part.
    """

    number: int
    label: str
    time_s: float
    people: int
    smoothed: float
    at_least: bool
    density: float | None = None
    peak_density: float | None = None
