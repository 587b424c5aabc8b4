"""The light of one visit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulators.lapse.weather import Weather


@dataclass(frozen=True, slots=True)
class Daylight:
    """Sun and sky in linear light; 1 is white paper in the noon sun.

    Attributes:
        sun: Unit vector towards the sun, world axes; below the horizon at night.
        beam: B, G, R of the sun's light on a surface facing it; zero when the sun is away.
        sky: B, G, R of the light of the whole sky on level ground.
        zenith: B, G, R of the sky overhead, as seen.
        horizon: B, G, R of the sky at the horizon, as seen; also the colour of haze.
    """

    sun: npt.NDArray[np.float64]
    beam: npt.NDArray[np.float32]
    sky: npt.NDArray[np.float32]
    zenith: npt.NDArray[np.float32]
    horizon: npt.NDArray[np.float32]

    @classmethod
    def of(
        cls, azimuth_deg: float, elevation_deg: float, facing_deg: float, weather: Weather
    ) -> Daylight:
        """Return the light of a sun's position and a weather.

        The beam loses blue first on its longer way through the air (Kasten and Young's air mass);
        clouds take the beam and brighten and whiten the sky.
        """
        turn, up = math.radians(azimuth_deg - facing_deg), math.radians(elevation_deg)
        sun = np.array([math.sin(turn) * math.cos(up), math.cos(turn) * math.cos(up), math.sin(up)])
        shown = max(elevation_deg, 0.0)
        mass = 1 / (math.sin(math.radians(shown)) + 0.50572 * (shown + 6.07995) ** -1.6364)
        depth = np.array([0.27, 0.17, 0.10])
        through = np.exp(-depth * (mass - 1))
        rise = float(np.clip((elevation_deg + 1.0) / 3.0, 0, 1))
        clear = (1 - weather.cover) ** 0.7 if weather.cover > 0.6 else 1 - 0.15 * weather.cover
        if weather.cover > 0.9:
            clear = 0.0
        beam = through * rise * clear * 0.80
        # Twilight: the sky fades over 9 degrees below the horizon.
        glow = float(np.clip((elevation_deg + 9) / 15, 0, 1)) ** 2.2
        height = float(np.clip(elevation_deg / 45, 0, 1)) ** 0.5
        blue = np.array([1.25, 1.0, 0.82])
        grey = np.array([1.04, 1.0, 0.97])
        tint = blue * (1 - weather.cover) + grey * weather.cover
        level = glow * (0.10 + 0.16 * height) * (1 + 0.9 * weather.cover)
        level *= 1 - 0.45 * max(weather.rain, 0.3 * weather.snowfall)
        sky = tint * level
        # What is seen of the sky goes with its light: a white wall under an even sky is as bright
        # as the sky. A clear sky is brighter low down, an overcast one overhead (CIE).
        low = float(np.clip(1 - abs(elevation_deg) / 12, 0, 1)) * (1 - weather.cover)
        bright = float(sky.mean()) + 0.10 * float(beam.mean())
        zenith = np.array([1.25, 0.85, 0.52]) * (1 - weather.cover) + 1.15 * grey * weather.cover
        pale = np.array([1.75, 1.62, 1.50]) * (1 - low) + np.array([0.95, 1.30, 1.85]) * low
        horizon = pale * (1 - weather.cover) + 0.82 * grey * weather.cover
        return cls(
            sun,
            beam.astype(np.float32),
            sky.astype(np.float32),
            (zenith * bright).astype(np.float32),
            (horizon * bright).astype(np.float32),
        )
