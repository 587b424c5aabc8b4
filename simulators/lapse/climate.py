"""Weather over the days of a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from simulators.lapse.weather import Weather

_DAYS = ("clear", "cloudy", "overcast", "rain", "fog", "snow")


def weather_of(
    random: np.random.Generator, times: Sequence[datetime], winter: bool
) -> list[Weather]:
    """Return the weather at each time.

    Args:
        random: Source of chance.
        times: In order, local.
        winter: Whether snow falls instead of some of the rain.
    """
    chances = [0.34, 0.24, 0.18, 0.15, 0.09, 0.0]
    if winter:
        chances = [0.30, 0.20, 0.20, 0.05, 0.10, 0.15]
    result: list[Weather] = []
    wet, snow = 0.0, 0.0
    days: dict[object, tuple[str, float, float, float]] = {}
    before: datetime | None = None
    for at in times:
        if at.date() not in days:
            kind = str(random.choice(_DAYS, p=chances))
            begin = float(random.uniform(5, 16))
            days[at.date()] = (kind, begin, begin + float(random.uniform(4, 14)), random.uniform())
        kind, begin, end, strength = days[at.date()]
        hour = at.hour + at.minute / 60
        since_h = 3.0 if before is None else (at - before) / timedelta(hours=1)
        before = at
        rain = snowfall = 0.0
        visibility = float(random.uniform(2500, 9000))
        cover = {"clear": 0.05, "cloudy": 0.45, "overcast": 0.95}.get(kind, 0.95)
        if kind == "cloudy":
            cover = float(np.clip(cover + random.normal(0, 0.2), 0.1, 0.9))
        if kind in ("rain", "snow"):
            if begin <= hour <= end:
                fall = float(np.clip(strength + random.normal(0, 0.2), 0.2, 1))
                visibility = float(random.uniform(250, 900))
                if kind == "rain":
                    rain, wet = fall, 1.0
                else:
                    snowfall, snow = fall, min(1.0, snow + 0.12 * since_h * fall)
            else:
                kind = "overcast"
        if kind == "fog":
            if hour < 10.5:
                visibility = float(55 * 10 ** random.uniform(0, 0.85))
            else:
                kind, cover = "cloudy", 0.5
        dry = 0.10 if cover < 0.6 and 8 < hour < 18 else 0.04
        if not rain:
            wet = max(0.0, wet - dry * since_h)
        if not snowfall and snow > 0:
            melt = 0.05 if cover < 0.6 and 9 < hour < 17 else 0.012
            snow = max(0.0, snow - melt * since_h)
            wet = max(wet, 0.5)
        wind = float(np.clip(random.gamma(1.6, 0.2), 0.02, 1))
        result.append(Weather(kind, cover, rain, snowfall, visibility, wet, snow, wind))
    return result
