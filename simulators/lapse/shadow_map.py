"""Which places a light reaches."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.solids import Solids

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

    def add_solid(self, solids: Solids, least_m2: float = 0.0) -> None:
        """Put polygons in the way of the light, without those smaller than ``least_m2``."""
        if not len(solids):
            return
        height, width = self._solid.shape
        place = solids.corners @ self._axes.T - self._origin
        along = solids.corners @ self._direction
        # A point of the map at (u, v) is u·A + v·B + depth·direction; solve the plane for depth.
        scale = np.linalg.norm(self._axes, axis=1)
        unit = self._axes / scale[:, None]
        facing = solids.normals @ self._direction
        safe = np.where(np.abs(facing) < 0.02, 1.0, facing)
        slope = -(solids.normals @ unit.T) / scale / safe[:, None]
        start = solids.offsets / safe + slope @ self._origin
        skip = (np.abs(facing) < 0.02) | (solids.areas_m2 < least_m2)
        begins = np.concatenate([[0], solids.ends[:-1]])
        low = np.floor(np.minimum.reduceat(place, begins)).astype(int)
        high = np.ceil(np.maximum.reduceat(place, begins)).astype(int) + 1
        low, high = np.maximum(low, 0), np.minimum(high, (width, height))
        skip |= (high <= low).any(1)
        nearest = np.maximum.reduceat(along, begins)
        farthest = np.minimum.reduceat(along, begins)
        for i in np.flatnonzero(~skip).tolist():
            (x0, y0), (x1, y1) = low[i].tolist(), high[i].tolist()
            layer = np.zeros((y1 - y0, x1 - x0), np.uint8)
            outline = ((place[begins[i] : solids.ends[i]] - (x0, y0)) * 16).astype(np.int32)
            cv2.fillPoly(layer, [outline], (1,), cv2.LINE_8, 4)
            columns = (slope[i, 0] * np.arange(x0, x1) + start[i]).astype(np.float32)
            rows = (slope[i, 1] * np.arange(y0, y1)).astype(np.float32)
            depth = np.clip(columns + rows[:, None], farthest[i], nearest[i])
            area = self._solid[y0:y1, x0:x1]
            np.maximum(area, depth, out=area, where=layer > 0)

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
            lit = np.asarray(1 - shade * (first > along), np.float32)
            if soft_px > 0:
                lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), soft_px), np.float32)
            past.append(lit)
        return past[0], past[1]
