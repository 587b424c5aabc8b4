"""Picture diagnosis on footage with faults put in: precision, recall, false alarms, cost.

python -m benchmarks.diagnosis [--footage DIR] [--lapses DIR] [--places held-out,vtest]

Every place (recordings, photographs, generated scenes and time-lapses) is watched by day, and at
night or by infrared: the diagnosis learns for some minutes of scene time, then each episode goes on
from there: a fault of drawn strength for its hold time and a minute, or eight minutes of something
harmless. A fault counts as found when its incident, by its name, opens while it lasts, and not
before its hold time is over; every other incident is a false alarm of the name it bears. Figures
are given apart for places by which limits were set and for places that were only measured. Ends
with status 1 where precision or recall of a fault is under .95 at either, a harmless event raised
an alarm, an end was not announced or announced before it held, or a look costs more than 1.5 ms of
a core (the quickest tenth of all looks).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence, Set
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.picture_faults.chosen_places import SETS, chosen_places
from benchmarks.picture_faults.episodes import fault_episode, harmless_episode
from benchmarks.picture_faults.faults import FAULTS, HARMLESS
from benchmarks.picture_faults.footage import OPENCV_DOC, Place, generated, place_of
from benchmarks.picture_faults.tally import Tally
from benchmarks.picture_faults.watched import EVERY_S, Watched

LIGHTS = ("day", "night", "infrared")
FAINT = frozenset({("colour_cast", "night")})
"""In the dark colours are too faint to be judged."""

BARE = "car"
"""A road with hardly anything on it: a camera turned to it is, by its picture, a covered one."""

LEAST = 0.95
MOST_MS = 1.5


def lights_of(index: int, name: str) -> tuple[str, str]:
    """By day, and by one of the others in turn; a dark bare road by street lamps shows nothing."""
    other = "infrared" if index % 2 == 0 or name == BARE else "night"
    return "day", other


def run(
    places: Sequence[Place | None],
    watched: Set[str],
    lights: Sequence[str] | None,
    events: Set[str],
    rounds: int,
    seed: int,
    console: Console,
) -> Tally:
    """Run episodes at places of a set.

    What is drawn for a place depends neither on which others are watched nor on which events are
    asked for, so that a miss of a full run is met again alone.

    Args:
        places: All of the set, in its order; none where its files are not at hand.
        watched: Names of those that are watched; a camera may be turned to any.
        lights: Instead of day and one more.
        events: Names of the faults and harmless events.
        rounds: Episodes of each fault and camera.
        seed: Same seed, same draws.
        console: For progress.
    """
    tally, said = Tally(), 0
    for index, place in enumerate(places):
        if place is None or place.name not in watched:
            continue
        others = [one for one in places if one is not None and one.name not in (place.name, BARE)]
        others = others or [generated("lane" if place.name != "lane" else "square")]
        for light in lights_of(index, place.name) if lights is None else lights:
            own = seed * 1000 + index * 10 + LIGHTS.index(light)
            learned = Watched(place, light, own, tally)
            while learned.learning:
                step = learned.look()
                if step is not None:
                    tally.false[step[1]] += 1
                    tally.details.append(f"false: {step[1]} at {place.name} by {light}, learning")
            random = np.random.default_rng(own)
            for number in range(rounds):
                for name, maker in FAULTS.items():
                    if (name, light) in FAINT:
                        continue
                    other = others[int(random.integers(len(others)))]
                    camera = learned.copy(number) if name in events else learned
                    change = maker(random, camera.sensor, other)
                    if name in events:
                        fault_episode(camera, name, change)
            for name, maker in HARMLESS.items():
                camera = learned.copy(0) if name in events else learned
                change = maker(random, camera.sensor, place)
                if name not in events:
                    continue
                if name in ("dusk", "lamps_off", "headlights") and light == "night":
                    continue  # darker than night is black
                harmless_episode(camera, name, change)
            console.print(
                f"{place.name} {light}: {sum(tally.found.values())} of "
                f"{sum(tally.episodes.values())} found, {sum(tally.false.values())} false",
                style="dim",
            )
            for line in tally.details[said:]:
                console.print(f"  {line}", style="dim")
            said = len(tally.details)
    return tally


def report(places: str, tally: Tally, console: Console) -> bool:
    """Print tables and the JSON line; whether all bars are met."""
    table = Table(title=f"faults put in: {places}")
    for column in (
        "fault",
        "episodes",
        "precision",
        "recall",
        "delay s, median / worst",
        "too soon",
        "not ended",
    ):
        table.add_column(column, justify="left" if column == "fault" else "right")
    for fault in (one for one in FAULTS if tally.episodes[one]):
        delays = tally.delays_s.get(fault, [0.0])
        table.add_row(
            fault,
            str(tally.episodes[fault]),
            f"{tally.precision(fault):.3f}",
            f"{tally.recall(fault):.3f}",
            f"{np.median(delays):.0f} / {max(delays):.0f}",
            str(tally.too_soon[fault]),
            str(tally.not_ended[fault]),
        )
    console.print(table)
    clean = Table(title="nothing wrong, eight minutes each")
    clean.add_column("what happens")
    clean.add_column("alarms", justify="right")
    for name, count in tally.harmless.items():
        clean.add_row(name.replace("_", " "), str(count))
    console.print(clean)
    # Whatever else runs makes every look dearer: the quickest tenth shows what it costs.
    cpu_ms = 1000 * float(np.quantile(tally.cpu_s, 0.1))
    figures = {
        "places": places,
        "faults": {
            fault: {
                "episodes": tally.episodes[fault],
                "precision": round(tally.precision(fault), 4),
                "recall": round(tally.recall(fault), 4),
            }
            for fault in FAULTS
            if tally.episodes[fault]
        },
        "too_soon": sum(tally.too_soon.values()),
        "not_ended": sum(tally.not_ended.values()),
        "harmless_alarms": sum(tally.harmless.values()),
        "harmless_hours": round(tally.harmless_looks * EVERY_S / 3600, 1),
        "looks": len(tally.cpu_s),
        "cpu_ms_per_look": round(cpu_ms, 3),
        "cpu_ms_mean": round(1000 * float(np.mean(tally.cpu_s)), 3),
    }
    good = (
        all(
            min(tally.precision(one), tally.recall(one)) >= LEAST
            for one in FAULTS
            if tally.episodes[one]
        )
        and not sum(tally.harmless.values())
        and not sum(tally.too_soon.values())
        and not sum(tally.not_ended.values())
        and cpu_ms <= MOST_MS
    )
    print(json.dumps({**figures, "good": good}), flush=True)
    return good


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--footage", type=Path, help="folder with further recordings")
    parser.add_argument("--lapses", type=Path, help="folder of time-lapses; made where missing")
    parser.add_argument(
        "--places",
        default="development,held-out,fresh",
        help="by commas: development, held-out, fresh, or names of places",
    )
    parser.add_argument("--rounds", type=int, default=1, help="episodes of each fault and camera")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lights", help="by commas, instead of day and one more")
    parser.add_argument(
        "--events",
        default=",".join((*FAULTS, *HARMLESS)),
        help="faults and harmless events, by commas",
    )
    options = parser.parse_args()
    try:
        chosen = chosen_places(options.places)
    except ValueError as error:
        parser.error(str(error))
    events = frozenset(options.events.split(","))
    strange = sorted(events - {*FAULTS, *HARMLESS})
    if strange:
        parser.error(f"no event is called {', '.join(strange)}: {', '.join((*FAULTS, *HARMLESS))}")
    cv2.setNumThreads(1)
    console = Console(stderr=True)
    folders = [OPENCV_DOC, *([options.footage] if options.footage else [])]
    lights = options.lights.split(",") if options.lights else None
    good = True
    for title, watched in chosen.items():
        places = [place_of(name, folders, options.lapses) for name in SETS[title]]
        missing = [
            name
            for name, place in zip(SETS[title], places, strict=True)
            if place is None and name in watched
        ]
        if missing:
            console.print(f"not at hand: {', '.join(missing)}")
        tally = run(
            places, frozenset(watched), lights, events, options.rounds, options.seed, console
        )
        whole = watched == SETS[title]
        good = report(title if whole else f"{title}: {', '.join(watched)}", tally, console) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
