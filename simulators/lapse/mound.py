"""A heap as a dome."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulators.lapse.spot import Spot
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.noise import fractal

_TURNS, _RINGS = 14, 4


def draw_mound(
    canvas: SurfaceCanvas,
    spot: Spot,
    radius_m: float,
    colour: npt.NDArray[np.float64],
    seed: int,
) -> None:
    """Draw a heap.

    Args:
        canvas: Where.
        spot: The nearest point of its foot.
        radius_m: Of its foot.
        colour: B, G, R.
        seed: Of its bumps.
    """
    r = np.random.default_rng(seed)
    gain = 1 + 0.16 * fractal(r, 64, 64, 12, 4)
    texture = np.clip(colour * gain[..., None], 0, 255).astype(np.uint8)
    bump = r.uniform(0.82, 1.15, (_RINGS + 1, _TURNS))
    turn = 2 * np.pi * np.arange(_TURNS) / _TURNS
    rings = []
    for k, up in enumerate(np.linspace(0, np.pi / 2, _RINGS + 1)):
        out = radius_m * np.cos(up) * bump[k]
        high = 0.62 * radius_m * np.sin(up) * (1.0 if k == _RINGS else bump[k] ** 0.5)
        rings.append(
            [
                spot.at(
                    float(out[t] * np.cos(turn[t])),
                    radius_m + float(out[t] * np.sin(turn[t])),
                    float(np.broadcast_to(high, _TURNS)[t]),
                )
                for t in range(_TURNS)
            ]
        )
    for k in range(_RINGS):
        for t in range(_TURNS):
            n = (t + 1) % _TURNS
            top = rings[k + 1]
            face = np.array([top[t], top[n] + 1e-4, rings[k][n], rings[k][t]])
            canvas.solid([face], texture)
