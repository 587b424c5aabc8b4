"""Surfaces of a village: tiles, bricks, plaster, doors, windows. 64 pixels per metre."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.noise import fractal

Image = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
PX_PER_M = 64


def _coloured(base: Colour, gain: npt.NDArray[np.float32]) -> Image:
    colour = np.array(base, np.float32)
    return np.asarray(np.clip(colour[None, None] * gain[..., None], 0, 255), np.uint8)


def roof_tiles(random: np.random.Generator, wide_m: float, deep_m: float, base: Colour) -> Image:
    """Return rows of half-round tiles, ridge at the top, eaves at the bottom."""
    h, w = int(deep_m * PX_PER_M), int(wide_m * PX_PER_M)
    x = np.arange(w) / PX_PER_M
    y = np.arange(h) / PX_PER_M
    rib = 0.5 + 0.5 * np.cos(2 * np.pi * x / 0.28)
    course = np.mod(y, 0.32) / 0.32
    gain = 0.66 + 0.42 * rib[None, :] ** 0.8 + 0 * y[:, None]
    gain = gain * (0.82 + 0.26 * course[:, None])
    tiles = random.normal(0, 0.09, (int(deep_m / 0.32) + 2, int(wide_m / 0.28) + 2))
    ix = np.minimum((x / 0.28 + 0.5).astype(int), tiles.shape[1] - 1)
    iy = np.minimum((y / 0.32).astype(int), tiles.shape[0] - 1)
    gain = gain + tiles[iy][:, ix]
    gain = gain * (1 + 0.10 * fractal(random, h, w, 3, 4))
    ridge = int(0.22 * PX_PER_M)
    gain[:ridge] = 0.72 + 0.3 * np.sin(np.linspace(0.2, 2.9, ridge))[:, None]
    gain[-4:] *= 0.7
    return _coloured(base, gain.astype(np.float32))


def bricks(random: np.random.Generator, wide_m: float, high_m: float, base: Colour) -> Image:
    """Return a brick wall with pale joints."""
    h, w = int(high_m * PX_PER_M), int(wide_m * PX_PER_M)
    x = np.arange(w)[None, :] / PX_PER_M
    y = np.arange(h)[:, None] / PX_PER_M
    row = np.floor(y / 0.11)
    along = x + np.where(row % 2 == 0, 0.0, 0.15)
    col = np.floor(along / 0.30)
    value = random.normal(0, 0.12, (64, 128))
    gain = 0.95 + value[(row % 64).astype(int), (col % 128).astype(int)]
    joint = (np.mod(y, 0.11) < 0.022) | (np.mod(along, 0.30) < 0.022)
    picture = _coloured(base, (gain * (1 + 0.05 * fractal(random, h, w, 3, 4))).astype(np.float32))
    picture[joint] = (picture[joint] * 0.35 + np.array([150, 160, 165]) * 0.65).astype(np.uint8)
    return picture


def plaster(random: np.random.Generator, wide_m: float, high_m: float, base: Colour) -> Image:
    """Return a plastered wall, stained from the ground up and below the eaves."""
    h, w = int(high_m * PX_PER_M), int(wide_m * PX_PER_M)
    gain = 1 + 0.035 * fractal(random, h, w, 4, 5)
    up = np.linspace(high_m, 0, h)[:, None]
    edge = 0.55 + 0.18 * fractal(random, 2, w, 2, 5)[:1]
    stain = np.clip(1 - up / np.maximum(edge, 0.1), 0, 1)
    streak = np.clip(fractal(random, h, w, 2, 6, stretch=0.05) - 0.8, 0, 1.5)
    gain = gain * (1 - 0.30 * stain) * (1 - 0.09 * streak)
    gain[: int(0.25 * PX_PER_M)] *= np.linspace(0.72, 1, int(0.25 * PX_PER_M))[:, None]
    return _coloured(base, gain.astype(np.float32))


def concrete(random: np.random.Generator, wide_m: float, high_m: float, base: Colour) -> Image:
    """Return bare concrete."""
    h, w = max(4, int(high_m * PX_PER_M)), max(4, int(wide_m * PX_PER_M))
    return _coloured(base, 1 + 0.06 * fractal(random, h, w, 4, 5))


def plinth(wall: Image, height_m: float, colour: Colour) -> None:
    """Paint the lower part of a wall in place."""
    top = wall.shape[0] - int(height_m * PX_PER_M)
    wall[top:] = (wall[top:] * 0.35 + np.array(colour) * 0.65).astype(np.uint8)
    wall[top : top + 2] = (wall[top : top + 2] * 0.7).astype(np.uint8)


def window(
    wall: Image, x_m: float, sill_m: float, wide_m: float, high_m: float, frame: Colour, bars: bool
) -> None:
    """Put a window into a wall, in place. ``x_m`` is its left edge, ``sill_m`` its lower edge."""
    p = PX_PER_M
    bottom = wall.shape[0] - int(sill_m * p)
    x0, y0, x1, y1 = int(x_m * p), bottom - int(high_m * p), int((x_m + wide_m) * p), bottom
    cv2.rectangle(wall, (x0 - 5, y0 - 5), (x1 + 5, y1 + 5), frame, -1)
    glass = np.linspace(88, 44, max(1, y1 - y0))[:, None, None] * np.array([1.12, 1.0, 0.88])
    wall[y0:y1, x0:x1] = glass.astype(np.uint8)
    reflection = np.array(
        [[x0, y1], [x0 + (x1 - x0) // 3, y0], [x0 + (x1 - x0) // 2, y0], [x0 + (x1 - x0) // 6, y1]]
    )
    layer = wall.copy()
    cv2.fillPoly(layer, [reflection], (150, 140, 125))
    wall[:] = cv2.addWeighted(layer, 0.35, wall, 0.65, 0)
    cv2.line(wall, ((x0 + x1) // 2, y0), ((x0 + x1) // 2, y1), frame, 5)
    cv2.line(wall, (x0, y0 + (y1 - y0) // 3), (x1, y0 + (y1 - y0) // 3), frame, 4)
    if bars:
        for x in range(x0, x1, 9):
            cv2.line(wall, (x, y0), (x, y1), (150, 152, 150), 1)
    cv2.rectangle(wall, (x0 - 9, y1 + 4), (x1 + 9, y1 + 10), (175, 180, 180), -1)
    wall[y0 - 8 : y0 - 4, x0 - 5 : x1 + 5] = (wall[y0 - 8 : y0 - 4, x0 - 5 : x1 + 5] * 0.7).astype(
        np.uint8
    )


def door(
    wall: Image,
    x_m: float,
    wide_m: float,
    high_m: float,
    leaf: Colour,
    couplets: bool,
    random: np.random.Generator,
) -> None:
    """Put a two-leaf door into a wall, in place, with New Year couplets if wanted."""
    p = PX_PER_M
    bottom = wall.shape[0]
    x0, x1, y0 = int(x_m * p), int((x_m + wide_m) * p), bottom - int(high_m * p)
    cv2.rectangle(wall, (x0 - 8, y0 - 8), (x1 + 8, bottom), tuple(int(c * 0.6) for c in leaf), -1)
    cv2.rectangle(wall, (x0, y0), (x1, bottom), leaf, -1)
    middle = (x0 + x1) // 2
    cv2.line(wall, (middle, y0), (middle, bottom), tuple(int(c * 0.4) for c in leaf), 3)
    for a, b in ((x0, middle), (middle, x1)):
        for top, low in ((0.08, 0.45), (0.52, 0.92)):
            cv2.rectangle(
                wall,
                (a + 8, y0 + int((bottom - y0) * top)),
                (b - 8, y0 + int((bottom - y0) * low)),
                tuple(int(c * 0.75) for c in leaf),
                3,
            )
    cv2.circle(wall, (middle - 8, (y0 + bottom) // 2), 4, (60, 170, 200), -1)
    cv2.circle(wall, (middle + 8, (y0 + bottom) // 2), 4, (60, 170, 200), -1)
    if couplets:
        red = (40, 34, 196)
        strips = [
            (x0 - 30, y0 + 4, 18, int(1.35 * p)),
            (x1 + 12, y0 + 4, 18, int(1.35 * p)),
            (x0 + 4, y0 - 30, x1 - x0 - 8, 18),
        ]
        for x, y, w, h in strips:
            cv2.rectangle(wall, (x, y), (x + w, y + h), red, -1)
            count = 7 if h > w else 4
            for i in range(count):
                cx = x + w // 2 if h > w else x + int(w * (i + 0.5) / count)
                cy = y + int(h * (i + 0.5) / count) if h > w else y + h // 2
                for _ in range(4):
                    dx, dy = random.integers(-5, 6, 2)
                    ex, ey = random.integers(-5, 6, 2)
                    cv2.line(
                        wall,
                        (cx + int(dx), cy + int(dy)),
                        (cx + int(ex), cy + int(ey)),
                        (70, 200, 235),
                        1,
                        cv2.LINE_AA,
                    )
