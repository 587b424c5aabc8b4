"""Which nuisances a visit holds, by name."""

from __future__ import annotations

from collections.abc import Iterable

from simulators.lapse.lapse_plan import LapsePlan

NUISANCES: dict[str, str] = {
    "parked_car": "a car stands for hours",
    "parked_van": "a van stands for hours",
    "parked_lorry": "a lorry stands for hours up to three days",
    "stall": "a market stall, in the morning or on market days",
    "laundry": "washing on a line",
    "heap": "a heap of straw or goods that goes away again",
    "crop_growth": "a crop that grows",
    "people": "people pass",
    "animal": "a dog passes",
    "passing_vehicle": "a vehicle passes",
    "headlights": "headlights at night",
    "shadows": "the sun throws shadows",
    "low_sun": "the sun is less than 12 degrees high: long shadows, warm light",
    "cloud_shadows": "clouds' shadows lie on the ground",
    "twilight": "the sun is just below the horizon",
    "rain": "it rains",
    "wet_ground": "the ground is wet and darker",
    "puddles": "water stands on the ground",
    "lens_drops": "drops on the glass",
    "fog": "fog",
    "snowfall": "it snows",
    "snow_lying": "snow lies, or melts in patches",
    "wind": "leaves and crops move much",
    "infrared": "by the camera's infrared light",
    "lamps": "by street lamps, in colour",
    "shake": "the camera shakes by half a pixel and more",
    "drift": "the view drifts slowly",
    "nudge": "the camera has been nudged by a few pixels, for good",
    "view_moved": "the camera looks elsewhere than at first",
    "compression": "coarse compression, rate factor 28 or more",
    "noise": "much noise",
}


def visit_nuisances(
    plan: LapsePlan,
    number: int,
    there: Iterable[tuple[int, int]],
    seen: set[str],
    *,
    infrared: bool,
    dark: bool,
    sun_deg: float,
) -> frozenset[str]:
    """Return the names of a visit's nuisances.

    Args:
        plan: Of the series.
        number: Of the visit.
        there: Number and state of the things that are there.
        seen: What passed, and drops on the glass.
        infrared: Whether the camera looked by infrared light.
        dark: Whether it was night.
        sun_deg: Height of the sun.
    """
    weather, camera = plan.weather[number], plan.camera.states[number]
    sunny = weather.cover < 0.9 and sun_deg > 1
    wet = weather.wet > 0.3 and weather.snow_cover < 0.3
    rules = {
        "shadows": sunny,
        "low_sun": sunny and sun_deg < 12,
        "cloud_shadows": sunny and 0.12 < weather.cover < 0.85,
        "twilight": -9 < sun_deg <= 1 and not infrared,
        "rain": weather.rain > 0.05,
        "wet_ground": wet,
        "puddles": weather.wet > 0.6,
        "fog": weather.kind == "fog",
        "snowfall": weather.snowfall > 0.05,
        "snow_lying": weather.snow_cover > 0.1,
        "wind": weather.wind > 0.5,
        "infrared": infrared,
        "lamps": dark and not infrared,
        "shake": camera.shake_px > 0.5,
        "drift": "drift" in plan.camera.events,
        "nudge": any(number >= at for at in plan.camera.nudged_at),
        "view_moved": camera.view != 0,
        "compression": plan.quality >= 28,
        "noise": plan.noise > 3.0,
    }
    names = {name for name, holds in rules.items() if holds}
    return frozenset(names | seen | {plan.things[i].nuisance for i, _ in there})
