"""Which places a light reaches."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

FloatImage = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]
_FAR = np.float32(-1e6)
_BIAS_M = 0.12


class ShadowMap:
    """The scene as a far light sees it: how near the light the first surface is.

    Args:
        direction: Unit vector towards the light.
        bounds: Least and greatest x, y, z of all that throws or takes a shadow, metres.
        texel_m: Size of a texel.
    """

    def __init__(
        self,
        direction: npt.NDArray[np.float64],
        bounds: tuple[tuple[float, float], tuple[float, float], tuple[float, float]],
        texel_m: float,
    ) -> None:
        level = np.cross([0.0, 0.0, 1.0], direction)
        length = float(np.linalg.norm(level))
        across = level / length if length > 1e-6 else np.array([1.0, 0.0, 0.0])
        up = np.cross(direction, across)
        corners = np.array([[x, y, z] for x in bounds[0] for y in bounds[1] for z in bounds[2]])
        axes = np.array([across, up])
        low, high = (corners @ axes.T).min(0), (corners @ axes.T).max(0)
        self._axes = axes / texel_m
        self._origin = low / texel_m - 1
        self._direction = np.asarray(direction, np.float64)
        size = np.ceil((high - low) / texel_m).astype(int) + 3
        self._solid = np.full((int(size[1]), int(size[0])), _FAR, np.float32)
        self._leaves = np.full_like(self._solid, _FAR)

    def copy(self) -> ShadowMap:
        """Return a map to add to without changing this one."""
        other = ShadowMap.__new__(ShadowMap)
        other._axes, other._origin, other._direction = self._axes, self._origin, self._direction
        other._solid, other._leaves = self._solid.copy(), self._leaves
        return other

    def add_solid(self, polygons: Iterable[Points]) -> None:
        """Put flat polygons (n, 3) in the way of the light."""
        height, width = self._solid.shape
        for polygon in polygons:
            place = polygon @ self._axes.T - self._origin
            along = polygon @ self._direction
            x0, y0 = np.maximum(np.floor(place.min(0)).astype(int), 0).tolist()
            x1, y1 = (np.ceil(place.max(0)).astype(int) + 1).tolist()
            x1, y1 = min(width, x1), min(height, y1)
            if x1 <= x0 or y1 <= y0:
                continue
            plane = _plane(place, along)
            if plane is None:
                continue
            layer = np.zeros((y1 - y0, x1 - x0), np.uint8)
            outline = ((place - (x0, y0)) * 16).astype(np.int32)
            cv2.fillPoly(layer, [outline], (1,), cv2.LINE_8, 4)
            columns = (plane[0] * np.arange(x0, x1) + plane[2]).astype(np.float32)
            rows = (plane[1] * np.arange(y0, y1)).astype(np.float32)
            depth = columns[None, :] + rows[:, None]
            np.clip(depth, along.min(), along.max(), out=depth)
            depth[layer == 0] = _FAR
            area = self._solid[y0:y1, x0:x1]
            np.maximum(area, depth, out=area)

    def add_leaves(self, balls: Points) -> None:
        """Put balls of leaves (n, 4: x, y, z, radius) in the way; light shines through between."""
        if not len(balls):
            return
        scale = float(np.linalg.norm(self._axes[0]))
        along = balls[:, :3] @ self._direction
        place = balls[:, :3] @ self._axes.T - self._origin
        for i in np.argsort(along).tolist():
            centre = (int(place[i, 0] * 16), int(place[i, 1] * 16))
            radius = max(8, int(balls[i, 3] * scale * 16))
            cv2.circle(self._leaves, centre, radius, (float(along[i]),), -1, cv2.LINE_8, 4)

    def reach(
        self, points: FloatImage, leaf_shade: float = 0.78, soft_px: float = 0.8
    ) -> tuple[FloatImage, FloatImage]:
        """Return the share of the light that gets to points.

        Args:
            points: World points, shape (h, w, 3).
            leaf_shade: How much light a crown of leaves takes.
            soft_px: Blur of the shadows' edges, pixels of the picture.

        Returns:
            Shares 0..1 of shape (h, w): past what is solid, and past leaves.
        """
        axes, origin = self._axes.astype(np.float32), self._origin.astype(np.float32)
        across = points @ axes[0] - origin[0]
        up = points @ axes[1] - origin[1]
        along = points @ self._direction.astype(np.float32) + np.float32(_BIAS_M)
        past = []
        for layer, shade in ((self._solid, 1.0), (self._leaves, leaf_shade)):
            first = cv2.remap(
                layer,
                across,
                up,
                cv2.INTER_NEAREST,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=(float(_FAR),),
            )
            lit = (1 - shade * (first > along)).astype(np.float32)
            past.append(np.asarray(cv2.GaussianBlur(lit, (0, 0), soft_px), np.float32))
        return past[0], past[1]


def _plane(place: Points, along: Points) -> Points | None:
    """Return a, b, c of depth = a·u + b·v + c, or None for a polygon seen edge-on."""
    centre = place.mean(0)
    spread = place - centre
    square = spread.T @ spread
    determinant = float(square[0, 0] * square[1, 1] - square[0, 1] ** 2)
    if determinant < 1e-3 * float(square[0, 0] + square[1, 1]):
        return None
    right = spread.T @ (along - along.mean())
    a = (right[0] * square[1, 1] - right[1] * square[0, 1]) / determinant
    b = (right[1] * square[0, 0] - right[0] * square[0, 1]) / determinant
    return np.array([a, b, along.mean() - a * centre[0] - b * centre[1]])
