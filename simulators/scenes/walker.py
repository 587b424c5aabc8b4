"""People on their way: where somebody is at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from simulators.scenes.figure import PHASES, STRIDE_M, Facing, Look


@dataclass(frozen=True, slots=True)
class Pose:
    """A person at one moment.

    Attributes:
        x_m: World x of the feet.
        y_m: World y of the feet.
        facing: Seen from which side.
        phase: Of the walking cycle.
        standing: Whether the person stands.
        opacity: Below 1 only while coming out of the haze of the distance.
    """

    x_m: float
    y_m: float
    facing: Facing
    phase: int
    standing: bool
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place on a path.

    Attributes:
        t_s: When it is reached, seconds after the walker's start.
        x_m: World x.
        y_m: World y.
    """

    t_s: float
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class Walker:
    """A person with a path that repeats with the scene.

    Attributes:
        number: Identity within the scene.
        look: How the person looks.
        start_s: When the path begins, within the period.
        path: At least two waypoints, in time order. Two at the same place are a stop.
        resting: Facing during stops.
        fade: Whether both ends of the path lie in the haze far off.
    """

    number: int
    look: Look
    start_s: float
    path: tuple[Waypoint, ...]
    resting: Facing = "away"
    fade: bool = True

    def pose(self, t_s: float, period_s: float) -> Pose | None:
        """Return where the person is, or None when out of the scene.

        Args:
            t_s: Scene time.
            period_s: Period of the scene; a path may run over its end.
        """
        local = (t_s - self.start_s) % period_s
        if local >= self.path[-1].t_s:
            return None
        walked = 0.0
        for a, b in pairwise(self.path):
            dx, dy = b.x_m - a.x_m, b.y_m - a.y_m
            length = math.hypot(dx, dy)
            if local >= b.t_s:
                walked += length
                continue
            share = (local - a.t_s) / (b.t_s - a.t_s)
            x, y = a.x_m + dx * share, a.y_m + dy * share
            if length < 0.05:
                # Standing people shift their weight slowly.
                phase = int(local / 0.55 + self.number * 5) % PHASES
                return Pose(x, y, self.resting, phase, True)
            walked += length * share
            facing: Facing
            if abs(dx) > 0.9 * abs(dy):
                facing = "right" if dx > 0 else "left"
            else:
                facing = "away" if dy > 0 else "toward"
            phase = int(walked / STRIDE_M * PHASES + self.number * 3) % PHASES
            return Pose(x, y, facing, phase, False, self._opacity(y))
        return None

    def _opacity(self, y_m: float) -> float:
        if not self.fade:
            return 1.0
        return max(0.0, min(1.0, (44.0 - y_m) / 4.0))
