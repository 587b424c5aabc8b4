"""Light after dark: the camera's infrared lamp, street lamps, windows, headlights."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.reduced import Reduced
from simulators.lapse.stuff import Stuff
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]
_LAMP_M = 5.3


def infrared_reach(s: Reduced, view: Viewpoint, tilt: float, strength: float) -> FloatImage:
    """Return the camera's own light on surfaces that face it, shape (h, w).

    It falls off with the square of the distance and towards the edges of its beam.

    Args:
        s: Surfaces.
        view: Of the picture.
        tilt: How far below the middle of the picture the beam points, shares of the height.
        strength: Light 14 m away.
    """
    columns = (np.arange(view.width, dtype=np.float32) - view.width / 2) / view.width
    rows = (np.arange(view.height, dtype=np.float32) - view.height * (0.5 + tilt)) / view.width
    beam = np.exp(-4.6 * (columns[None, :] ** 2 + 1.5 * rows[:, None] ** 2))
    # A lamp that is aimed far evens out what falls off with the square alone.
    light = beam * (14 / np.maximum(s.depth, 4.0)) ** 1.6 * strength
    return np.asarray(np.minimum(light, 4.0), np.float32)


def infrared_facing(s: Reduced, view: Viewpoint) -> FloatImage:
    """Return how squarely each surface faces the camera's lamp, shape (h, w)."""
    way = np.array([0, 0, view.height_m], np.float32) - s.points
    distance = np.maximum(np.linalg.norm(way, axis=2), 3.0)
    facing = np.clip((way * s.normal).sum(2) / distance, 0, 1)
    facing = np.where(s.stuff == int(Stuff.LEAF), 0.6 + 0.4 * facing, facing)
    return np.asarray(0.15 + 0.85 * facing, np.float32)


def infrared_albedo(s: Reduced) -> FloatImage:
    """Return what near infrared light finds: leaves are bright, colours are gone."""
    grey = s.albedo @ np.array([0.25, 0.35, 0.40], np.float32)
    grey = 0.12 + 0.75 * grey
    green = (s.stuff == int(Stuff.LEAF)) | (s.stuff == int(Stuff.CROP))
    return np.asarray(np.where(green, 0.30 + 0.95 * grey, grey), np.float32)


def lamp_light(
    s: Reduced, lamps: Sequence[tuple[float, float, int]]
) -> npt.NDArray[np.float32] | None:
    """Return the light of street lamps on every pixel, shape (h, w), or None without lamps."""
    if not lamps:
        return None
    total = np.zeros(s.depth.shape, np.float32)
    for x, y, side in lamps:
        way = np.array([x + side * 1.3, y, _LAMP_M], np.float32) - s.points
        square = np.maximum((way**2).sum(2), 1.0)
        facing = np.clip((way * s.normal).sum(2), 0, None) / np.sqrt(square)
        down = np.clip(way[..., 2], 0, None) / np.sqrt(square)
        total += facing * down * np.float32(9.0) / square
    return np.asarray(np.minimum(total, 0.8), np.float32)


def headlight_glow(view: Viewpoint, s: Reduced, x_m: float, y_m: float, heading: int) -> FloatImage:
    """Return the light of a vehicle's headlights on every pixel, shape (h, w).

    Args:
        view: Of the picture.
        s: Surfaces.
        x_m: World x of its nose.
        y_m: World y of its middle.
        heading: +1 to the right, -1 to the left.
    """
    ahead = (s.points[..., 0] - np.float32(x_m)) * heading
    aside = np.abs(s.points[..., 1] - np.float32(y_m))
    reach = np.clip(ahead / 1.5, 0, 1) * np.exp(-np.clip(ahead, 0, None) / 9)
    wide = np.exp(-((aside / (1.2 + 0.28 * np.clip(ahead, 0, 60))) ** 2))
    low = np.exp(-np.clip(s.points[..., 2], 0, 60) / 1.6)
    light = 1.1 * reach * wide * low
    glare = np.zeros((view.height, view.width), np.float32)
    for z, back in ((0.7, -0.55), (0.7, 0.55)):
        column, row, depth = view.project([[x_m, y_m + back, z]])[0]
        inside = 0 <= column < view.width and 0 <= row < view.height
        if inside and depth > 1 and s.depth[int(row), int(column)] > depth - 2.5:
            radius = max(2, int(view.focal_px / depth * 0.16))
            cv2.circle(glare, (int(column), int(row)), radius, (1.0,), -1, cv2.LINE_AA)
    if glare.any():
        glare = 9 * glare + 26 * cv2.GaussianBlur(glare, (0, 0), 5)
    return np.asarray(np.minimum(light, 1.5) + glare, np.float32)
