"""A picture under construction: textured quadrilaterals in space, with sun and shadow."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.viewpoint import Viewpoint

Image = npt.NDArray[np.uint8]
_SUBPIXEL_BITS = 4


@dataclass(frozen=True, slots=True)
class Sun:
    """Light of a scene.

    Attributes:
        azimuth_deg: Where the light comes from: 0 from behind the camera, 90 from the right.
        elevation_deg: Height over the horizon.
        strength: 0 overcast to 1 clear.
        tint: BGR factors of the whole light.
    """

    azimuth_deg: float
    elevation_deg: float
    strength: float
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)

    @property
    def direction(self) -> npt.NDArray[np.float64]:
        """Unit vector towards the sun, world axes."""
        a, e = math.radians(self.azimuth_deg), math.radians(self.elevation_deg)
        return np.array([math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)])

    def shade(self, normal: npt.ArrayLike) -> float:
        """Return the brightness of a surface with that outward normal, about 0.6 to 1.1."""
        lit = max(0.0, float(np.dot(np.asarray(normal, np.float64), self.direction)))
        return 0.92 - 0.3 * self.strength + 0.5 * self.strength * lit

    def fall(self, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return where the shadows of world points lie on the ground, shape (n, 3)."""
        p = np.atleast_2d(np.asarray(points, np.float64))
        d = self.direction
        shadow = p - d[None, :] * (p[:, 2:3] / d[2])
        shadow[:, 2] = 0
        return np.asarray(shadow, np.float64)


@dataclass(slots=True)
class Canvas:
    """Pixels and the shadow mask of the ground.

    Attributes:
        view: Viewpoint of the pixels.
        image: BGR, uint8.
        sun: Light.
        shadow: Share of sunlight taken from the ground, float32 0..1, per pixel.
    """

    view: Viewpoint
    image: Image
    sun: Sun
    shadow: npt.NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self.shadow = np.zeros(self.image.shape[:2], np.float32)

    def quad(
        self,
        texture: Image,
        corners: npt.ArrayLike,
        shade: float = 1.0,
        alpha: npt.NDArray[np.float32] | None = None,
    ) -> None:
        """Draw a texture on a quadrilateral.

        Args:
            texture: BGR.
            corners: World points (4, 3): top left, top right, bottom right, bottom left.
            shade: Brightness factor.
            alpha: Opacity per texture pixel, 0..1; opaque without.
        """
        points = self.view.project(corners)
        if (points[:, 2] < 0.5).any():
            return
        target = points[:, :2]
        x0, y0 = np.floor(target.min(0)).astype(int) - 1
        x1, y1 = np.ceil(target.max(0)).astype(int) + 2
        x0, y0 = max(0, x0), max(0, y0)
        x1, y1 = min(self.view.width, x1), min(self.view.height, y1)
        if x1 <= x0 or y1 <= y0:
            return
        local = target - (x0, y0)
        texture, alpha = shrunk(texture, alpha, local)
        h, w = texture.shape[:2]
        source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
        matrix = cv2.getPerspectiveTransform(source, local.astype(np.float32))
        size = (x1 - x0, y1 - y0)
        warped = cv2.warpPerspective(
            texture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ).astype(np.float32)
        mask = polygon_mask(local, size)
        if alpha is not None:
            mask = mask * cv2.warpPerspective(alpha, matrix, size, flags=cv2.INTER_LINEAR)
        self._blend(warped * shade, mask, x0, y0)

    def polygon(self, corners: npt.ArrayLike, colour: npt.ArrayLike, opacity: float = 1.0) -> None:
        """Fill a flat polygon given by world points (n, 3) with a BGR colour."""
        points = self.view.project(corners)
        if (points[:, 2] < 0.5).any():
            return
        target = points[:, :2]
        x0, y0 = np.maximum(np.floor(target.min(0)).astype(int) - 1, 0)
        x1, y1 = np.ceil(target.max(0)).astype(int) + 2
        x1, y1 = min(self.view.width, x1), min(self.view.height, y1)
        if x1 <= x0 or y1 <= y0:
            return
        mask = polygon_mask(target - (x0, y0), (x1 - x0, y1 - y0)) * opacity
        flat = np.broadcast_to(np.asarray(colour, np.float32), (y1 - y0, x1 - x0, 3))
        self._blend(flat, mask, x0, y0)

    def line(
        self, start: npt.ArrayLike, end: npt.ArrayLike, width_m: float, colour: npt.ArrayLike
    ) -> None:
        """Draw a round bar between two world points."""
        a, b = self.view.project(np.array([start, end], np.float64))
        if min(a[2], b[2]) < 0.5:
            return
        scale = self.view.focal_px / ((a[2] + b[2]) / 2)
        thickness = max(1, round(width_m * scale))
        shift = 1 << _SUBPIXEL_BITS
        cv2.line(
            self.image,
            (int(a[0] * shift), int(a[1] * shift)),
            (int(b[0] * shift), int(b[1] * shift)),
            [float(c) for c in np.asarray(colour)],
            thickness,
            cv2.LINE_AA,
            _SUBPIXEL_BITS,
        )

    def stamp(self, sprite: npt.NDArray[np.float32], left: int, top: int) -> None:
        """Lay a BGRA sprite (float32, colour 0..255, alpha 0..1) on the picture."""
        h, w = sprite.shape[:2]
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(self.view.width, left + w), min(self.view.height, top + h)
        if x1 <= x0 or y1 <= y0:
            return
        part = sprite[y0 - top : y1 - top, x0 - left : x1 - left]
        self._blend(part[..., :3], part[..., 3], x0, y0)

    def cast(self, points: npt.ArrayLike, opacity: float = 1.0) -> None:
        """Let the convex hull of world points throw its shadow on the ground."""
        ground = self.sun.fall(points)
        ground[:, 1] = np.maximum(ground[:, 1], 1.0)
        target = self.view.project(ground)[:, :2].astype(np.float32)
        hull = cv2.convexHull(target)[:, 0]
        shift = 1 << _SUBPIXEL_BITS
        layer = np.zeros(self.image.shape[:2], np.uint8)
        cv2.fillConvexPoly(
            layer,
            (np.clip(hull, -5000, 5000) * shift).astype(np.int32),
            255,
            cv2.LINE_AA,
            _SUBPIXEL_BITS,
        )
        np.maximum(self.shadow, layer.astype(np.float32) * (opacity / 255), out=self.shadow)

    def apply_shadow(self, softness_px: float = 3.0) -> None:
        """Darken the picture where shadows were cast; the mask stays for later use."""
        self.shadow = np.asarray(cv2.GaussianBlur(self.shadow, (0, 0), softness_px), np.float32)
        x, y, w, h = cv2.boundingRect((self.shadow > 0.004).astype(np.uint8))
        if not w:
            return
        depth = 0.52 * self.sun.strength
        # Shaded ground is lit by the sky: bluish.
        tint = np.array([0.86, 0.96, 1.05], np.float32) * np.float32(depth)
        area = self.image[y : y + h, x : x + w]
        area[:] = (area * (1 - self.shadow[y : y + h, x : x + w, None] * tint)).astype(np.uint8)

    def _blend(
        self,
        colour: npt.NDArray[np.float32],
        mask: npt.NDArray[np.float32],
        x0: int,
        y0: int,
    ) -> None:
        h, w = mask.shape
        area = self.image[y0 : y0 + h, x0 : x0 + w]
        m = mask[..., None]
        area[:] = np.clip(area * (1 - m) + colour * m, 0, 255).astype(np.uint8)


def polygon_mask(points: npt.NDArray[np.float64], size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Return the anti-aliased mask of a polygon, 0..1, shape (size[1], size[0])."""
    layer = np.zeros((size[1], size[0]), np.uint8)
    shift = 1 << _SUBPIXEL_BITS
    cv2.fillPoly(
        layer,
        [(np.clip(points - 0.5, -8000, 8000) * shift).astype(np.int32)],
        (255,),
        cv2.LINE_AA,
        _SUBPIXEL_BITS,
    )
    return np.asarray(layer.astype(np.float32) / 255, np.float32)


def shrunk(
    texture: Image, alpha: npt.NDArray[np.float32] | None, target: npt.NDArray[np.float64]
) -> tuple[Image, npt.NDArray[np.float32] | None]:
    """Shrink a texture that would be sampled too coarsely.

    Args:
        texture: BGR.
        alpha: Opacity, or none.
        target: Its four corners in the picture, pixels.
    """
    h, w = texture.shape[:2]
    wide = max(np.hypot(*(target[1] - target[0])), np.hypot(*(target[2] - target[3])), 1.0)
    high = max(np.hypot(*(target[3] - target[0])), np.hypot(*(target[2] - target[1])), 1.0)
    size = (max(2, min(w, int(wide * 1.2))), max(2, min(h, int(high * 1.2))))
    if size == (w, h):
        return texture, alpha
    small = np.asarray(cv2.resize(texture, size, interpolation=cv2.INTER_AREA), np.uint8)
    if alpha is not None:
        alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    return small, alpha
