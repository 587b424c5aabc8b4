"""How active scenes are found, and what they get."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.schedule.activity_meter import LUMA_HEIGHT, LUMA_WIDTH, ActivityMeter
from ingest.schedule.look import Look, LookKind
from ingest.schedule.promise import Promise
from tests.unit.ingest.schedule.town import Town, key_frames


def scene(random: Random, *, bright: float = 0.0, mover: int | None = None) -> NDArray[np.uint8]:
    """A still scene with noise, all of it brighter, or with something at a place."""
    columns = np.arange(LUMA_WIDTH) * 4.0 + 60
    picture = np.tile(columns, (LUMA_HEIGHT, 1)) + bright
    picture += np.array(
        [[random.gauss(0, 1.5) for _ in range(LUMA_WIDTH)] for _ in range(LUMA_HEIGHT)]
    )
    if mover is not None:
        picture[6:12, mover : mover + 5] = 230
    return np.clip(picture, 0, 255).astype(np.uint8)


def test_sizes_of_a_variable_bitrate_tell_when_something_moves() -> None:
    random, meter = Random(1), ActivityMeter()
    levels = []
    for interval in range(60):
        moving = (interval // 10) % 2 == 1
        meter.sizes_came((900 if moving else 250) * random.uniform(0.9, 1.1))
        levels.append((moving, meter.level))
    assert not meter.wants_picture
    settled = [level for moving, level in levels[35:40] if moving]
    calm = [level for moving, level in levels[46:50] if not moving]
    assert min(settled) > 0.5
    assert max(calm) < 0.1


@pytest.mark.parametrize(
    "name", ["constant bitrate", "noise without course", "a scene in which nothing happens"]
)
def test_sizes_that_tell_nothing_are_left_and_pictures_compared(name: str) -> None:
    random, meter = Random(2), ActivityMeter()
    for _interval in range(60):
        size = {
            "constant bitrate": random.uniform(2400, 2600),
            "noise without course": random.choice([1000.0, 4000.0]),
            "a scene in which nothing happens": random.uniform(200, 230),
        }[name]
        meter.sizes_came(size)
    assert meter.wants_picture
    assert meter.level == 0.0


def test_pictures_tell_movement_from_a_cloud() -> None:
    random = Random(3)
    still, cloud, moving = ActivityMeter(), ActivityMeter(), ActivityMeter()
    for number in range(12):
        still.picture_came(scene(random))
        cloud.picture_came(scene(random, bright=30.0 * (number % 2)))
        moving.picture_came(scene(random, mover=(number * 7) % 25))
    assert still.level < 0.05
    assert cloud.level < 0.05
    assert moving.level > 0.5


def town(active: dict[str, float], load: float) -> Town:
    """Twelve cameras promised a look every 4 s, with key frames every half second."""
    names = [f"{number:02}" for number in range(12)]
    cost_s = load * 4.0 / len(names)
    made = Town(
        [Promise(Look(name, LookKind.CROWD), 4.0, most_often=4.0) for name in names],
        {name: key_frames(0.5, phase_s=0.01 * int(name)) for name in names},
        lambda _name, _at_s: cost_s,
    )
    made.on_tick = lambda schedule, _now_s: (
        [schedule.set_activity(name, level) for name, level in active.items()] and None
    )
    return made


def looks_of(made: Town, name: str) -> int:
    return len(made.begun[Look(name, LookKind.CROWD)])


def test_scenes_that_move_are_looked_at_more_often_the_most_active_first() -> None:
    made = town({"03": 1.0, "04": 1.0, "05": 0.3}, load=0.3)
    schedule = made.run(120.0)
    assert looks_of(made, "03") >= 100
    assert looks_of(made, "03") <= 4 * 31 + 4
    assert 40 <= looks_of(made, "05") <= 70
    assert looks_of(made, "00") == pytest.approx(30, abs=2)
    figures = schedule.figures()
    assert figures.late == 0
    assert figures.kinds[LookKind.CROWD].extra > 150


def test_what_is_left_of_the_budget_goes_to_the_most_active() -> None:
    active = {f"{number:02}": 0.9 - 0.01 * number for number in range(12)}
    made = town(active, load=0.6)
    schedule = made.run(120.0)
    assert looks_of(made, "00") >= 80
    assert looks_of(made, "11") == pytest.approx(30, abs=3)
    busy_s = sum(len(times) for times in made.begun.values()) * 0.6 * 4.0 / 12
    assert busy_s / 120 <= 0.85
    assert schedule.figures().late == 0


@pytest.mark.parametrize("load", [0.85, 1.5])
def test_without_budget_left_over_movement_changes_nothing(load: float) -> None:
    made = town({"03": 1.0}, load=load)
    schedule = made.run(120.0)
    assert abs(looks_of(made, "03") - looks_of(made, "00")) <= 2
    assert schedule.figures().kinds[LookKind.CROWD].extra == 0


def test_a_still_scene_is_looked_at_as_often_as_promised_whatever_others_do() -> None:
    made = town({f"{number:02}": 1.0 for number in range(6)}, load=0.5)
    made.run(120.0)
    for name in ("06", "11"):
        assert max(made.gaps_s(Look(name, LookKind.CROWD))) <= 4.0 * 1.2
