"""Draws people, animals and vehicles into a developed picture."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.developing import Developing
from simulators.lapse.lit_view import LitView
from simulators.lapse.passers import Passer, Vehicle, seen_sun, sized
from simulators.lapse.reduced import LINEAR
from simulators.scenes.canvas import Image
from simulators.scenes.figure import Sprite
from simulators.scenes.sprites import lying
from simulators.scenes.vehicle import draw_vehicle

FloatImage = npt.NDArray[np.float32]


class Passing:
    """Lays passers on one visit's picture.

    Args:
        lit: The view.
        developing: How it was exposed.
    """

    def __init__(self, lit: LitView, developing: Developing) -> None:
        self._lit, self._developing = lit, developing

    def person(self, picture: Image, passer: Passer, t_s: float) -> bool:
        """Draw a person or an animal; tell whether it is in the picture."""
        lit = self._lit
        x, y = passer.at(t_s)
        if y < 2:
            return False
        column, row, scale = lit.view.standing(x, y)
        spot = self._pixel(column, row)
        if spot is None or not 4 < passer.high_m * scale < 300:
            return False
        depth = self._depth(x, y)
        sprite = sized(passer, t_s, scale)
        h, w = sprite.shape[:2]
        if lit.surfaces.depth[spot] < depth - 1.5:
            return False
        slope = self._slope(x, y, scale)
        deep = float(lit.shadow[spot])
        mask, dx, dy = lying(sprite, *slope, max(0.05, deep))
        self._shade(picture, mask, round(column) + dx, round(row) + dy, depth)
        return self._lay(picture, sprite, round(column - w / 2), round(row - h), spot, depth)

    def vehicle(self, picture: Image, vehicle: Vehicle, t_s: float) -> bool:
        """Draw a vehicle; tell whether it is in the picture."""
        lit = self._lit
        x = vehicle.at(t_s)
        sun = (
            seen_sun(lit.sun, 0.8) if lit.sun is not None else seen_sun(np.array([0, -0.5, 0.8]), 0)
        )
        drawn = draw_vehicle(
            lit.view, sun, vehicle.shape, vehicle.colour, x, vehicle.y_m, vehicle.heading
        )
        if drawn is None:
            return False
        middle = (drawn.box[0] + drawn.box[2]) / 2
        column = float(np.clip(middle, 1, lit.view.width - 2))
        spot = self._pixel(column, min(drawn.box[3] + 2, lit.view.height - 1.0))
        if spot is None or drawn.box[2] < 4 or drawn.box[0] > lit.view.width - 4:
            return False
        depth = self._depth(x, vehicle.y_m)
        self._vehicle_shadow(picture, vehicle, x, float(lit.shadow[spot]), depth)
        return self._lay(picture, drawn.pixels, drawn.left, drawn.top, spot, depth)

    # -- parts ----------------------------------------------------------------------------------

    def _lay(
        self,
        picture: Image,
        sprite: Sprite,
        left: int,
        top: int,
        spot: tuple[int, int],
        depth: float,
    ) -> bool:
        lit = self._lit
        h, w = sprite.shape[:2]
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(picture.shape[1], left + w), min(picture.shape[0], top + h)
        if x1 <= x0 or y1 <= y0:
            return False
        part = sprite[y0 - top : y1 - top, x0 - left : x1 - left]
        colour = LINEAR[np.clip(part[..., :3], 0, 255).astype(np.uint8)]
        if lit.infrared:
            colour = np.repeat(0.12 + 0.75 * colour.mean(2, keepdims=True), 3, 2)
        light = lit.upright[spot]
        clear = float(lit.clear[spot])
        seen = colour * light * clear + lit.haze * (1 - clear)
        shown = self._developing.show(seen.astype(np.float32))
        nearer = lit.surfaces.depth[y0:y1, x0:x1] > depth - 0.6
        alpha = (part[..., 3] * nearer)[..., None]
        area = picture[y0:y1, x0:x1]
        area[:] = (area + (shown.astype(np.float32) - area) * alpha).astype(np.uint8)
        return True

    def _shade(self, picture: Image, mask: FloatImage, left: int, top: int, depth: float) -> None:
        h, w = mask.shape
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(picture.shape[1], left + w), min(picture.shape[0], top + h)
        if x1 <= x0 or y1 <= y0:
            return
        part = mask[y0 - top : y1 - top, x0 - left : x1 - left]
        # Only what lies on about the same ground takes the shadow.
        near = np.abs(self._lit.surfaces.depth[y0:y1, x0:x1] - depth) < 6
        area = picture[y0:y1, x0:x1]
        area[:] = (area * (1 - 0.9 * part * near)[..., None]).astype(np.uint8)

    def _vehicle_shadow(
        self, picture: Image, vehicle: Vehicle, x: float, deep: float, depth: float
    ) -> None:
        lit, shape = self._lit, vehicle.shape
        half = shape.long_m / 2
        high = max(z for _, z in shape.outline) * 0.9
        corners = np.array(
            [
                [x + s * half, vehicle.y_m + b, z]
                for s in (-1, 1)
                for b in (0.0, shape.wide_m)
                for z in (0.0, high)
            ]
        )
        falls = [(corners * (1, 1, 0), 0.55)]
        if lit.sun is not None and lit.sun[2] > 0.06:
            along = corners - lit.sun[None] * (corners[:, 2:] / lit.sun[2])
            falls.append((along, 0.75 * deep))
        for points, opacity in falls:
            ahead = np.column_stack([points[:, 0], np.maximum(points[:, 1], 2.0), points[:, 2]])
            target = lit.view.project(ahead)[:, :2]
            hull = cv2.convexHull(np.clip(target, -2000, 3000).astype(np.float32))[:, 0]
            layer = np.zeros(picture.shape[:2], np.uint8)
            cv2.fillConvexPoly(layer, (hull * 16).astype(np.int32), (255,), cv2.LINE_AA, 4)
            left, top, w, h = cv2.boundingRect(layer)
            if not w:
                continue
            part = layer[top : top + h, left : left + w]
            soft = cv2.GaussianBlur(part, (0, 0), 1.6).astype(np.float32) * (opacity / 255)
            self._shade(picture, soft, left, top, depth)

    def _pixel(self, column: float, row: float) -> tuple[int, int] | None:
        if not (0 <= column < self._lit.view.width and 0 <= row < self._lit.view.height + 30):
            return None
        return min(int(row), self._lit.view.height - 1), int(column)

    def _depth(self, x: float, y: float) -> float:
        return float(self._lit.view.project([[x, y, 0.0]])[0, 2])

    def _slope(self, x: float, y: float, scale: float) -> tuple[float, float]:
        """Return where the tip of an upright pixel's shadow lies, right and up, pixels."""
        sun = self._lit.sun
        if sun is None:
            return 0.0, 0.05
        long = min(2.5, 1 / max(0.05, float(sun[2])))
        tip = [x - float(sun[0]) * long, max(2.0, y - float(sun[1]) * long), 0.0]
        foot, end = self._lit.view.project([[x, y, 0.0], tip])
        right, up = (end[0] - foot[0]) / scale, (foot[1] - end[1]) / scale
        # A shadow that lies flat along a row would have no height at all.
        return float(right), float(up) if abs(up) > 0.03 else 0.03
