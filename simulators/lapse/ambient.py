"""How much of the sky a place sees."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.shadow_map import ShadowMap
from simulators.lapse.solids import Solids

FloatImage = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]
_DIRECTIONS = ((45, 27), (135, 27), (225, 27), (315, 27), (10, 74))


class Ambient:
    """Soft shade under an open sky, from shadow maps in a few directions.

    Args:
        bounds: As of ``ShadowMap``.
        solids: Polygons that always stand there.
        leaves: Balls of leaves.
    """

    def __init__(
        self,
        bounds: tuple[tuple[float, float], tuple[float, float], tuple[float, float]],
        solids: Solids,
        leaves: Points,
    ) -> None:
        self._maps = []
        for turn, up in _DIRECTIONS:
            a, e = math.radians(turn), math.radians(up)
            way = np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)])
            shadows = ShadowMap(way, bounds, 0.3)
            shadows.add_solid(solids)
            shadows.add_leaves(leaves)
            self._maps.append((shadows, float(math.sin(e)) + 0.35))

    def share(self, points: FloatImage, solids: Solids) -> FloatImage:
        """Return the share of the sky that is seen, about 0.2 to 1.

        Args:
            points: World points, shape (h, w, 3).
            solids: Polygons that stand there now, beside the lasting ones.

        Returns:
            Shape (h, w), smoothed.
        """
        height, width = points.shape[:2]
        # Soft shade needs no more than every second point.
        coarse = np.ascontiguousarray(points[::2, ::2])
        total = np.zeros(coarse.shape[:2], np.float32)
        weight = 0.0
        for shadows, share in self._maps:
            now = shadows.copy()
            now.add_solid(solids, 0.25)
            solid, leaves = now.reach(coarse, leaf_shade=0.55, soft_px=0.0)
            total += np.minimum(solid, leaves) * np.float32(share)
            weight += share
        soft = cv2.GaussianBlur(total / np.float32(weight), (0, 0), 1.6)
        return np.asarray(
            cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
        )
