"""People, animals and vehicles that pass during a visit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Sun
from simulators.scenes.figure import PHASES, Facing, Look, Sprite, draw_figure
from simulators.scenes.sprites import shrink
from simulators.scenes.vehicle import VehicleShape

_DOGS = ((60, 90, 130), (40, 44, 50), (190, 200, 205), (90, 130, 170))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a straight way, or standing.

    Attributes:
        look: Who.
        x_m: World x at the visit's first frame.
        y_m: World y then.
        speed_mps: Speed to the right and away from the camera, m/s.
        phase: Of the step at first.
    """

    look: Look
    x_m: float
    y_m: float
    speed_mps: tuple[float, float]
    phase: int

    def at(self, t_s: float) -> tuple[float, float]:
        """Return world x and y."""
        return self.x_m + self.speed_mps[0] * t_s, self.y_m + self.speed_mps[1] * t_s

    def sprite(self, t_s: float) -> Sprite:
        """Return the figure at its master size, feet on the bottom row."""
        vx, vy = self.speed_mps
        facing: Facing
        if abs(vx) > 0.9 * abs(vy):
            facing = "right" if vx > 0 else "left"
        else:
            facing = "away" if vy > 0 else "toward"
        standing = math.hypot(vx, vy) < 0.05
        walked = math.hypot(vx, vy) * t_s / 1.35
        phase = int(self.phase + walked * PHASES) % PHASES
        return draw_figure(self.look, facing, phase, standing, self.phase * 31 + 7)

    @property
    def high_m(self) -> float:
        """Height."""
        return self.look.height_m


@dataclass(frozen=True, slots=True)
class Animal:
    """A dog (or a goat) that trots.

    Attributes:
        seed: Of its looks.
        x_m: World x at the visit's first frame.
        y_m: World y then.
        speed_mps: To the right, m/s.
    """

    seed: int
    x_m: float
    y_m: float
    speed_mps: float
    high_m: float = 0.6

    def at(self, t_s: float) -> tuple[float, float]:
        """Return world x and y."""
        return self.x_m + self.speed_mps * t_s, self.y_m

    def sprite(self, t_s: float) -> Sprite:
        """Return it at its master size, feet on the bottom row."""
        r = np.random.default_rng(self.seed)
        base = _DOGS[int(r.integers(len(_DOGS)))]
        layer = np.zeros((62, 100, 4), np.uint8)
        body = (*[float(c) for c in base], 255.0)
        dark = (*[c * 0.7 for c in base], 255.0)
        swing = 7 * math.sin(6 * t_s)
        for x, way in ((28, 1), (34, -1), (66, -1), (72, 1)):
            cv2.line(layer, (x, 36), (int(x + way * swing), 60), dark, 6, cv2.LINE_AA)
        cv2.ellipse(layer, (50, 30), (30, 12), 0, 0, 360, body, -1, cv2.LINE_AA)
        cv2.ellipse(layer, (82, 16), (12, 9), 20, 0, 360, body, -1, cv2.LINE_AA)
        cv2.line(layer, (72, 26), (80, 18), body, 12, cv2.LINE_AA)
        cv2.line(layer, (22, 26), (8, 12), dark, 5, cv2.LINE_AA)
        cv2.line(layer, (78, 10), (74, 2), dark, 5, cv2.LINE_AA)
        sprite = layer.astype(np.float32)
        sprite[..., 3] /= 255
        return sprite if self.speed_mps > 0 else np.ascontiguousarray(sprite[:, ::-1])


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle on the road across.

    Attributes:
        shape: What.
        colour: B, G, R.
        x_m: World x of its middle at the visit's first frame.
        y_m: World y of its near side.
        speed_mps: To the right, m/s.
    """

    shape: VehicleShape
    colour: tuple[int, int, int]
    x_m: float
    y_m: float
    speed_mps: float

    def at(self, t_s: float) -> float:
        """Return world x."""
        return self.x_m + self.speed_mps * t_s

    @property
    def heading(self) -> int:
        """+1 to the right, -1 to the left."""
        return 1 if self.speed_mps > 0 else -1


Passer = Person | Animal


def sized(passer: Passer, t_s: float, scale_px: float) -> Sprite:
    """Return a passer's sprite at its size.

    Args:
        passer: Who.
        t_s: Seconds since the visit's first frame.
        scale_px: Pixels of an upright metre where it stands.
    """
    return shrink(passer.sprite(t_s), max(3, round(passer.high_m * scale_px)))


def seen_sun(sun: npt.NDArray[np.float64], strength: float) -> Sun:
    """Return a painter's sun for vehicles.

    Args:
        sun: Unit vector towards it.
        strength: 0 overcast to 1 clear.
    """
    up = math.degrees(math.asin(float(np.clip(sun[2], -1, 1))))
    azimuth = math.degrees(math.atan2(float(sun[0]), -float(sun[1])))
    return Sun(azimuth, max(8.0, up), strength)


def choose_passers(
    r: np.random.Generator,
    hour: float,
    raining: bool,
    across: Callable[[float, float], float],
    near_m: float,
    road: tuple[float, float],
) -> list[Passer]:
    """Return who passes during a visit.

    Args:
        r: Source of chance.
        hour: Local.
        raining: Fewer then.
        across: World x at a distance, from -1 at the picture's left edge to 1 at its right.
        near_m: Nearest ground in the picture.
        road: y from and to of the road.
    """
    busy = 1.6 if 7 < hour < 19 else 0.25
    count = int(r.poisson(busy * (0.4 if raining else 1.0)))
    passers: list[Passer] = []
    for _ in range(min(count, 6)):
        on_road = r.random() < 0.5
        y = float(r.uniform(*road)) if on_road else float(r.uniform(max(near_m, road[0]), 32))
        x = across(y, float(r.uniform(-0.95, 0.95)))
        if r.random() < 0.12:
            speed = float(r.choice([-1, 1])) * float(r.uniform(0.3, 2.5))
            passers.append(Animal(int(r.integers(1 << 30)), x, y, speed))
            continue
        pace, way = float(r.uniform(0.9, 1.5)), float(r.uniform(0, 2 * np.pi))
        if r.random() < 0.2:
            speed_xy = (0.0, 0.0)
        elif on_road:
            speed_xy = (pace * float(r.choice([-1, 1])), 0.0)
        else:
            speed_xy = (pace * math.cos(way), pace * math.sin(way))
        passers.append(Person(Look.random(r), x, y, speed_xy, int(r.integers(PHASES))))
    return passers
