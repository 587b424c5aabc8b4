"""Corrugated sheet."""

from __future__ import annotations

import numpy as np

from simulators.scenes.canvas import Image
from simulators.scenes.noise import fractal
from simulators.scenes.textures import PX_PER_M, Colour

SHEETS: tuple[Colour, ...] = (
    (168, 96, 40),
    (60, 50, 160),
    (150, 156, 158),
    (206, 210, 210),
    (92, 120, 60),
)
"""Blue, red, grey, white and green coloured steel, B, G, R."""


def sheet(random: np.random.Generator, wide_m: float, deep_m: float, base: Colour) -> Image:
    """Return ribbed sheet, ribs running down, with dirt and overlaps."""
    h, w = max(4, int(deep_m * PX_PER_M)), max(4, int(wide_m * PX_PER_M))
    x = np.arange(w) / PX_PER_M
    rib = 0.90 + 0.14 * np.cos(2 * np.pi * x / 0.22) + 0.10 * (np.mod(x, 0.9) < 0.03)
    gain = np.broadcast_to(rib[None, :], (h, w)) * (1 + 0.05 * fractal(random, h, w, 3, 5))
    streak = np.clip(fractal(random, h, w, 2, 5, stretch=0.08) - 0.9, 0, 1.2)
    gain = gain * (1 - 0.10 * streak)
    return np.asarray(np.clip(np.array(base)[None, None] * gain[..., None], 0, 255), np.uint8)
