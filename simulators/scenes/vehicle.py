"""Vehicles: side profiles pulled into space, with wheels and windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Sun
from simulators.scenes.viewpoint import Viewpoint

_SCALE = 3
_Profile = tuple[tuple[float, float], ...]
_Fill = Callable[[npt.ArrayLike, npt.ArrayLike], None]


@dataclass(frozen=True, slots=True)
class VehicleShape:
    """A kind of vehicle, metres, nose towards positive s.

    Attributes:
        kind: Name in the truth.
        wide_m: Width.
        outline: Upper outline from tail to nose as (s, z).
        windows: Side windows as outlines.
        wheels: Positions of the wheels along s.
        wheel_m: Radius of a wheel.
        glass_edges: Indices of outline edges that are glass.
        trims: Parts of the side in another brightness.
    """

    kind: str
    wide_m: float
    outline: _Profile
    windows: tuple[_Profile, ...]
    wheels: tuple[float, ...]
    wheel_m: float
    glass_edges: tuple[int, ...]
    trims: tuple[tuple[_Profile, float], ...] = ()

    @property
    def long_m(self) -> float:
        """Length."""
        return self.outline[-1][0] - self.outline[0][0]


CAR = VehicleShape(
    "car",
    1.8,
    (
        (-2.2, 0.32),
        (-2.25, 0.85),
        (-1.75, 1.0),
        (-1.15, 1.45),
        (0.15, 1.47),
        (0.95, 1.0),
        (2.05, 0.82),
        (2.25, 0.6),
        (2.22, 0.3),
    ),
    (
        ((-1.45, 1.02), (-1.05, 1.38), (-0.45, 1.40), (-0.45, 1.0)),
        ((-0.36, 1.0), (-0.36, 1.40), (0.12, 1.40), (0.72, 1.0)),
    ),
    (-1.35, 1.4),
    0.33,
    (2, 4),
)
VAN = VehicleShape(
    "van",
    1.75,
    (
        (-2.0, 0.35),
        (-2.05, 1.1),
        (-1.9, 1.85),
        (1.05, 1.88),
        (1.75, 1.15),
        (2.05, 0.95),
        (2.1, 0.32),
    ),
    (
        ((-1.8, 1.2), (-1.72, 1.7), (-0.75, 1.72), (-0.75, 1.2)),
        ((-0.65, 1.2), (-0.65, 1.72), (0.2, 1.72), (0.2, 1.2)),
        ((0.3, 1.2), (0.3, 1.72), (0.98, 1.72), (1.52, 1.2)),
    ),
    (-1.3, 1.35),
    0.31,
    (1, 3),
)
LORRY = VehicleShape(
    "lorry",
    2.3,
    ((-3.3, 0.62), (-3.3, 2.45), (1.15, 2.45), (1.3, 2.35), (2.45, 2.35), (2.85, 1.4), (2.95, 0.5)),
    (((1.65, 1.45), (1.65, 2.1), (2.3, 2.1), (2.62, 1.45)),),
    (-2.2, 2.05),
    0.45,
    (4,),
    (
        (((-3.3, 0.75), (-3.3, 1.0), (1.15, 1.0), (1.15, 0.75)), 0.35),
        (((1.12, 0.8), (1.12, 2.45), (1.34, 2.3), (1.34, 0.8)), 0.3),
        *(
            (((s, 1.0), (s, 2.4), (s + 0.09, 2.4), (s + 0.09, 1.0)), 0.82)
            for s in (-3.2, -2.5, -1.8, -1.1, -0.4, 0.3, 0.95)
        ),
        (((-3.3, 2.28), (-3.3, 2.45), (1.12, 2.45), (1.12, 2.28)), 0.86),
        (((1.5, 0.9), (1.5, 2.15), (1.54, 2.15), (1.54, 0.9)), 0.7),
    ),
)
SHAPES = (CAR, VAN, LORRY)


@dataclass(frozen=True, slots=True)
class Pass:
    """One vehicle that crosses the picture.

    Attributes:
        shape: What.
        colour: BGR of the body.
        start_s: When its middle is at ``-reach_m`` (or at the other end).
        heading: +1 to the right, -1 to the left.
        y_m: World y of its near side.
        speed_mps: Speed, m/s.
        reach_m: Half the way it goes.
    """

    shape: VehicleShape
    colour: tuple[int, int, int]
    start_s: float
    heading: int
    y_m: float
    speed_mps: float
    reach_m: float

    def x_at(self, t_s: float, period_s: float) -> float | None:
        """Return the world x of its middle, or None when it is away."""
        way = ((t_s - self.start_s) % period_s) * self.speed_mps
        if way > 2 * self.reach_m:
            return None
        return (way - self.reach_m) * self.heading


@dataclass(frozen=True, slots=True)
class VehicleSprite:
    """A drawn vehicle at its place.

    Attributes:
        pixels: BGRA float32 (colour 0..255, alpha 0..1).
        left: Column of its left edge in the picture.
        top: Row of its top edge.
        box: Tight box of body and wheels, picture pixels.
    """

    pixels: npt.NDArray[np.float32]
    left: int
    top: int
    box: tuple[float, float, float, float]


def draw_vehicle(
    view: Viewpoint,
    sun: Sun,
    shape: VehicleShape,
    colour: tuple[int, int, int],
    x_m: float,
    y_m: float,
    heading: int,
) -> VehicleSprite | None:
    """Draw a vehicle.

    Args:
        view: Viewpoint of the picture.
        sun: Light.
        shape: What.
        colour: BGR of the body.
        x_m: World x of its middle.
        y_m: World y of its near side.
        heading: +1 nose to the right, -1 to the left.

    Returns:
        The sprite, or None when it is outside the picture.
    """

    def world(s: float, z: float, back: float) -> tuple[float, float, float]:
        return (x_m + heading * s, y_m + back, z)

    near = view.project([world(s, z, 0) for s, z in shape.outline])[:, :2]
    far = view.project([world(s, z, shape.wide_m) for s, z in shape.outline])[:, :2]
    ground = view.project([world(s, 0, 0) for s in (shape.outline[0][0], shape.outline[-1][0])])
    every = np.concatenate([near, far, ground[:, :2]])
    left, top = (int(v) for v in np.floor(every.min(0)) - 3)
    right, bottom = (int(v) for v in np.ceil(every.max(0)) + 4)
    if right <= 0 or left >= view.width or right - left > 4 * view.width:
        return None
    layer = np.zeros(((bottom - top) * _SCALE, (right - left) * _SCALE, 4), np.uint8)

    def local(points: npt.ArrayLike) -> npt.NDArray[np.int32]:
        return ((np.asarray(points)[:, :2] - (left, top)) * (_SCALE * 16)).astype(np.int32)

    def fill(points: npt.ArrayLike, bgr: npt.ArrayLike) -> None:
        cv2.fillPoly(
            layer, [local(points)], (*[float(c) for c in np.asarray(bgr)], 255), cv2.LINE_AA, 4
        )

    body = np.array(colour, np.float64)
    glass = np.array([74.0, 64, 56])
    outline = shape.outline
    for wheel in shape.wheels:
        _wheel(fill, view, world, wheel, shape.wheel_m, shape.wide_m, True)
    order = sorted(range(len(outline) - 1), key=lambda i: min(outline[i][1], outline[i + 1][1]))
    for i in order:
        (s0, z0), (s1, z1) = outline[i], outline[i + 1]
        normal = np.array([-(z1 - z0) * heading, 0.0, s1 - s0])
        normal /= np.linalg.norm(normal)
        toward = np.array([-x_m - heading * s0, -y_m, view.height_m - z0])
        if np.dot(normal, toward) <= 0:
            continue
        tone = glass * 1.5 if i in shape.glass_edges else body
        fill([near[i], near[i + 1], far[i + 1], far[i]], tone * sun.shade(normal))
    side = sun.shade([0, -1, 0])
    sill = [view.project([world(s, 0.28, 0)])[0][:2] for s in (outline[-1][0], outline[0][0])]
    fill([*near, *sill], body * side)
    # A darker lower half, a light line along the shoulder, doors.
    low = [
        (outline[0][0] + 0.05, 0.3),
        (outline[-1][0] - 0.05, 0.3),
        (outline[-1][0] - 0.05, 0.55),
        (outline[0][0] + 0.05, 0.55),
    ]
    fill(view.project([world(s, z, 0) for s, z in low]), body * side * 0.72)
    for trim, gain in shape.trims:
        fill(view.project([world(s, z, 0) for s, z in trim]), body * side * gain)
    for window in shape.windows:
        fill(view.project([world(s, z, 0) for s, z in window]), glass * side)
        (s0, z0), (s1, z1) = window[0], window[1]
        shine = [
            (s0 + 0.1, z0 + 0.03),
            (s1 + 0.1, z1 - 0.03),
            (s1 + 0.24, z1 - 0.03),
            (s0 + 0.24, z0 + 0.03),
        ]
        fill(view.project([world(s, z, 0) for s, z in shine]), glass * side * 1.7)
    nose, tail = outline[-1][0], outline[0][0]
    lamp_z = 0.68 if shape.kind != "lorry" else 0.85
    for s0, s1, bgr in (
        (nose - 0.38, nose - 0.06, (225, 240, 245)),
        (tail + 0.04, tail + 0.24, (40, 40, 190)),
    ):
        lamp = [(s0, lamp_z - 0.08), (s1, lamp_z - 0.1), (s1, lamp_z + 0.06), (s0, lamp_z + 0.08)]
        fill(view.project([world(s, z, 0) for s, z in lamp]), bgr)
    for wheel in shape.wheels:
        _wheel(fill, view, world, wheel, shape.wheel_m, 0.0, False)
    sprite = layer.astype(np.float32)
    sprite[..., 3] /= 255
    sprite[..., :3] *= sprite[..., 3:]
    sprite = np.asarray(
        cv2.resize(sprite, (right - left, bottom - top), interpolation=cv2.INTER_AREA), np.float32
    )
    sprite[..., :3] /= np.maximum(sprite[..., 3:], 1e-3)
    solid = sprite[..., 3] > 0.5
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    box = (
        left + float(columns[0]),
        top + float(rows[0]),
        left + float(columns[-1]) + 1,
        top + float(rows[-1]) + 1,
    )
    return VehicleSprite(sprite, left, top, box)


def _wheel(
    fill: _Fill,
    view: Viewpoint,
    world: Callable[[float, float, float], tuple[float, float, float]],
    s: float,
    radius: float,
    back: float,
    far: bool,
) -> None:
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    rings = (
        ((1.12, (28, 28, 30)),)
        if far
        else (
            (1.18, (26, 26, 28)),
            (1.0, (38, 38, 40)),
            (0.62, (150, 152, 154)),
            (0.50, (96, 98, 100)),
            (0.18, (170, 172, 174)),
        )
    )
    for share, bgr in rings:
        ring = [
            world(
                s + radius * share * np.cos(a), max(0.0, radius + radius * share * np.sin(a)), back
            )
            for a in turn
        ]
        fill(view.project(ring), bgr)
