"""Weather of one visit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weather:
    """What the sky does, and what it has left on the ground.

    Attributes:
        kind: ``clear``, ``cloudy``, ``overcast``, ``rain``, ``fog`` or ``snow``.
        cover: Share of the sky behind clouds, 0..1.
        rain: Strength, 0..1.
        snowfall: Strength, 0..1.
        visibility_m: How far one sees: contrast falls to 5 % there (Koschmieder).
        wet: How wet the ground is, 0..1.
        snow_cover: How much of the ground lies under snow, 0..1.
        wind: 0 calm to 1.
    """

    kind: str
    cover: float
    rain: float
    snowfall: float
    visibility_m: float
    wet: float
    snow_cover: float
    wind: float
