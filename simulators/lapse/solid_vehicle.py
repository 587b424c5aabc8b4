"""A parked vehicle, in any direction."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simulators.lapse.spot import Spot
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.vehicle import VehicleShape

_GLASS = np.array([62.0, 54, 48])
_TYRE = (34, 34, 36)


def draw_solid_vehicle(
    canvas: SurfaceCanvas, shape: VehicleShape, colour: tuple[int, int, int], spot: Spot
) -> None:
    """Draw both sides, the skin between them, windows, trims and wheels.

    Args:
        canvas: Where.
        shape: What.
        colour: B, G, R of the body.
        spot: Its middle is the middle of the near side; the nose points along +along.
    """
    body = np.array(colour, np.float64)
    wide = shape.wide_m
    outline = shape.outline

    def side(points: npt.ArrayLike, back: float) -> list[npt.NDArray[np.float64]]:
        return [spot.at(float(s), back, float(z)) for s, z in np.asarray(points)]

    floor = 0.28
    for back, way in ((0.0, -1.0), (wide, 1.0)):
        out = back + 0.012 * way
        closed = [*outline, (outline[-1][0], floor), (outline[0][0], floor)]
        canvas.polygon(side(closed, back), body * 0.92)
        low = [
            (outline[0][0] + 0.05, floor),
            (outline[-1][0] - 0.05, floor),
            (outline[-1][0] - 0.05, 0.52),
            (outline[0][0] + 0.05, 0.52),
        ]
        canvas.polygon(side(low, out), body * 0.66)
        for trim, gain in shape.trims:
            canvas.polygon(side(trim, out), body * gain)
        for window in shape.windows:
            canvas.polygon(side(window, out + 0.008 * way), _GLASS)
        turn = np.linspace(0, 2 * np.pi, 14, endpoint=False)
        for wheel in shape.wheels:
            for share, bgr in ((1.1, _TYRE), (0.58, (120, 122, 124))):
                r = shape.wheel_m * share
                ring = np.stack(
                    [wheel + r * np.cos(turn), np.maximum(0, shape.wheel_m + r * np.sin(turn))], 1
                )
                canvas.polygon(side(ring, out + (0.012 if share > 1 else 0.02) * way), bgr)
    for i, (a, b) in enumerate(pairwise(outline)):
        tone = _GLASS * 1.4 if i in shape.glass_edges else body
        near, far = side([a, b], 0.0), side([a, b], wide)
        canvas.polygon([near[0], near[1], far[1], far[0]], tone)
