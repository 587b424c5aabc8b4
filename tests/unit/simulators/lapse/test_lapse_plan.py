from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pytest

from simulators.lapse.lapse_plan import LOCAL, LapsePlan
from simulators.lapse.nuisance_names import NUISANCES, visit_nuisances
from simulators.lapse.passers import Animal, Person, choose_passers
from simulators.lapse.planned_structure import PlannedStructure
from simulators.lapse.shed import Shed
from simulators.lapse.spot import Spot
from simulators.lapse.sun_position import sun_position

DRAWN = {"people", "animal", "passing_vehicle", "headlights", "lens_drops"}
"""Known only once a visit has been drawn."""


def test_every_nuisance_and_every_weather_appears_among_the_development_seeds() -> None:
    seen: Counter[str] = Counter()
    weather: set[str] = set()
    layouts: set[str] = set()
    for seed in range(48):
        plan = LapsePlan.of(seed, 10)
        plan.furnish()
        layouts.add(plan.place.layout)
        for number, at in enumerate(plan.times):
            weather.add(plan.weather[number].kind)
            _, up = sun_position(at, plan.lat_deg, plan.lon_deg)
            there = [(i, 0) for i, thing in enumerate(plan.things) if thing.state(at) is not None]
            dark = up < -6
            seen.update(
                visit_nuisances(
                    plan,
                    number,
                    there,
                    set(),
                    infrared=dark and not plan.colour_night,
                    dark=dark,
                    sun_deg=up,
                )
            )
    assert set(seen) == NUISANCES.keys() - DRAWN
    assert weather == {"clear", "cloudy", "overcast", "rain", "fog", "snow"}
    assert layouts == {"plot", "street", "yard", "field"}


def test_people_and_animals_pass() -> None:
    random = np.random.default_rng(5)
    passers = [
        one
        for _ in range(60)
        for one in choose_passers(
            random, 10.0, False, lambda y, share: y * share, 8.0, (12.0, 15.0)
        )
    ]
    assert {type(one) for one in passers} == {Person, Animal}


@pytest.mark.parametrize("seed", range(6))
def test_a_day_has_four_to_six_visits_in_order(seed: int) -> None:
    plan = LapsePlan.of(seed, 5)
    per_day = Counter(at.date() for at in plan.times)
    assert len(per_day) == 5
    assert all(4 <= visits <= 6 for visits in per_day.values())
    assert plan.times == sorted(plan.times)


@pytest.mark.parametrize(
    ("month", "day", "highest_deg", "rises_deg"),
    [(6, 21, 90 - 35 + 23.44, 61), (12, 21, 90 - 35 - 23.44, 119), (3, 20, 90 - 35, 90)],
    ids=["summer solstice", "winter solstice", "equinox"],
)
def test_the_sun_culminates_in_the_south_as_high_as_latitude_and_season_say(
    month: int, day: int, highest_deg: float, rises_deg: float
) -> None:
    midnight = datetime(2026, month, day, tzinfo=LOCAL)
    minutes = [
        (at, *sun_position(at, 35.0, 120.0))
        for at in (midnight + timedelta(minutes=m) for m in range(24 * 60))
    ]
    noon, azimuth, highest = max(minutes, key=lambda entry: entry[2])
    assert highest == pytest.approx(highest_deg, abs=0.6)
    assert azimuth == pytest.approx(180, abs=1.5)
    # 120 degrees east is the meridian of local time; the equation of time is 8 minutes here.
    assert abs(noon - midnight - timedelta(hours=12)) < timedelta(minutes=9)
    rising = next(entry for entry in minutes if entry[2] > 0)
    # cos(azimuth) = sin(declination) / cos(latitude) at the horizon.
    assert rising[1] == pytest.approx(rises_deg, abs=1.5)


def test_building_goes_on_by_day_only_and_rests_on_days_off() -> None:
    begin = datetime(2026, 5, 4, 7, tzinfo=LOCAL)
    shed = Shed(np.random.default_rng(1), Spot(0, 20), 5, 4, True)
    planned = PlannedStructure("s1", shed, begin, 2.0, frozenset({1}))
    hours = [begin + timedelta(hours=h) for h in range(24 * 5)]
    progress = [planned.progress(at) for at in hours]
    assert progress == sorted(progress)
    assert progress[0] == 0
    assert progress[-1] == 1
    evening, morning = (
        datetime(2026, 5, day, hour, tzinfo=LOCAL) for day, hour in ((4, 19), (5, 6))
    )
    assert planned.progress(evening) == planned.progress(morning) == pytest.approx(0.5)
    # The second day is off.
    assert planned.progress(datetime(2026, 5, 5, 18, tzinfo=LOCAL)) == pytest.approx(0.5)
    assert planned.progress(datetime(2026, 5, 6, 18, tzinfo=LOCAL)) == 1
