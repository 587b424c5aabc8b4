"""What happens to the camera over the weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from simulators.lapse.camera_state import CameraState
from simulators.lapse.weather import Weather

_MOST_PX = 9.0


@dataclass(frozen=True, slots=True)
class CameraPlan:
    """The camera of a series.

    Attributes:
        states: At each visit.
        moves: (pan, tilt) in degrees of each view after the first.
        events: ``drift``, ``nudge`` and ``view_moved`` as far as they happen.
        nudged_at: Numbers of the visits from which a nudge lasts.
        moved_at: Numbers of the visits at which the view changes.
    """

    states: tuple[CameraState, ...]
    moves: tuple[tuple[float, float], ...]
    events: frozenset[str]
    nudged_at: tuple[int, ...]
    moved_at: tuple[int, ...]

    @classmethod
    def of(
        cls, r: np.random.Generator, times: Sequence[datetime], weather: Sequence[Weather]
    ) -> CameraPlan:
        """Return what happens, by chance: most cameras only shake a little."""
        count = len(times)
        events = set()
        shake = float(r.choice([0.08, 0.15, 0.3, 0.7]))
        amplitude, slope = np.zeros(2), np.zeros(2)
        if r.random() < 0.5:
            events.add("drift")
            amplitude, slope = r.normal(0, 0.7, 2), r.normal(0, 0.09, 2)
        nudges: list[tuple[int, float, float, float]] = []
        if r.random() < 0.25:
            events.add("nudge")
            for _ in range(int(r.choice([1, 1, 2]))):
                size, way = float(r.uniform(2, 6)), float(r.uniform(0, 2 * np.pi))
                at = int(r.integers(count // 4, count))
                roll = float(r.normal(0, 0.15))
                nudges.append((at, size * np.cos(way), size * np.sin(way), roll))
        moves: list[tuple[float, float]] = []
        moved_at: list[int] = []
        views = [0] * count
        if r.random() < 0.07:
            events.add("view_moved")
            at = int(r.integers(count // 3, max(count // 3 + 1, count - 8)))
            pan = float(r.choice([-1, 1])) * float(r.uniform(4, 16))
            moves.append((pan, float(r.uniform(-2.5, 2.5))))
            moved_at.append(at)
            views[at:] = [1] * (count - at)
            back = at + int(r.integers(10, 40))
            if r.random() < 0.4 and back < count:
                views[back:] = [0] * (count - back)
                moved_at.append(back)
        base = float(np.exp(r.normal(0, 0.12)))
        soft = float(r.choice([0.0, 0.45, 0.6, 0.8]))
        tint = np.exp(r.normal(0, 0.025, 2))
        states = []
        for number, at_time in enumerate(times):
            hour = at_time.hour + at_time.minute / 60
            days = (at_time - times[0]).total_seconds() / 86_400
            shift = amplitude * np.sin(2 * np.pi * (hour - 9) / 24) + slope * days
            roll = 0.0
            for begin, dx, dy, turn in nudges:
                if number >= begin:
                    shift = shift + np.array([dx, dy])
                    roll += turn
            shift = np.clip(shift, -_MOST_PX, _MOST_PX)
            wander = np.exp(r.normal(0, 0.02, 2))
            states.append(
                CameraState(
                    views[number],
                    (float(shift[0]), float(shift[1])),
                    roll,
                    shake * (0.4 + 2.2 * weather[number].wind),
                    base * float(np.exp(r.normal(0, 0.10))),
                    (float(tint[0] * wander[0]), 1.0, float(tint[1] * wander[1])),
                    soft,
                )
            )
        return cls(
            tuple(states),
            tuple(moves),
            frozenset(events),
            tuple(n[0] for n in nudges),
            tuple(moved_at),
        )
