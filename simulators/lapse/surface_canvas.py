"""Surfaces of a view before any light falls on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.flat_sun import FlatSun
from simulators.lapse.stuff import Stuff
from simulators.scenes.canvas import Canvas, Image, Sun, shrunk
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]
Colour = tuple[int, int, int] | npt.NDArray[np.float64]
_TIE = 0.9985
"""Of two surfaces that lie this close together, as shares of their depth, the later one shows."""


@dataclass(slots=True)
class SurfaceCanvas(Canvas):
    """A canvas that keeps what a light needs to know of every pixel, with a depth test.

    Whatever draws on a ``Canvas`` draws on this one too, in any order.

    Attributes:
        nearness: 1 / depth, 1/m; 0 in the sky.
        normal: Outward normal times 127, int8, world axes.
        stuff: ``Stuff`` of every pixel, uint8.
        label: Number of the structure a pixel belongs to, int16; 0 for none.
        pen_stuff: Material of what is drawn next.
        pen_label: Label of what is drawn next.
        casters: Polygons (n, 3) that were drawn and throw shadows; None keeps none.
        touched: Left, top, right, bottom of what was drawn on since ``copy`` or ``restore``.
    """

    nearness: FloatImage = field(init=False)
    normal: npt.NDArray[np.int8] = field(init=False)
    stuff: npt.NDArray[np.uint8] = field(init=False)
    label: npt.NDArray[np.int16] = field(init=False)
    pen_stuff: Stuff = Stuff.BUILT
    pen_label: int = 0
    casters: list[npt.NDArray[np.float64]] | None = None
    touched: tuple[int, int, int, int] | None = None

    def __post_init__(self) -> None:
        h, w = self.image.shape[:2]
        self.shadow = np.zeros((1, 1), np.float32)
        self.nearness = np.zeros((h, w), np.float32)
        self.normal = np.zeros((h, w, 3), np.int8)
        self.stuff = np.zeros((h, w), np.uint8)
        self.label = np.zeros((h, w), np.int16)

    @classmethod
    def blank(cls, view: Viewpoint) -> SurfaceCanvas:
        """Return a canvas of nothing but sky."""
        sun: Sun = FlatSun()
        return cls(view, np.zeros((view.height, view.width, 3), np.uint8), sun)

    def copy(self) -> SurfaceCanvas:
        """Return a canvas to draw on without changing this one."""
        other = SurfaceCanvas.__new__(SurfaceCanvas)
        other.view, other.sun, other.shadow = self.view, self.sun, self.shadow
        other.pen_stuff, other.pen_label = self.pen_stuff, self.pen_label
        other.image, other.nearness = self.image.copy(), self.nearness.copy()
        other.normal, other.stuff = self.normal.copy(), self.stuff.copy()
        other.label = self.label.copy()
        other.casters = None if self.casters is None else []
        other.touched = None
        return other

    def restore(self, clean: SurfaceCanvas) -> None:
        """Take back all that was drawn since this canvas was copied from ``clean``."""
        if self.touched is not None:
            x0, y0, x1, y1 = self.touched
            area = slice(y0, y1), slice(x0, x1)
            self.image[area], self.nearness[area] = clean.image[area], clean.nearness[area]
            self.normal[area], self.stuff[area] = clean.normal[area], clean.stuff[area]
            self.label[area] = clean.label[area]
        self.touched, self.casters = None, None if self.casters is None else []

    def quad(
        self,
        texture: Image,
        corners: npt.ArrayLike,
        shade: float = 1.0,
        alpha: FloatImage | None = None,
    ) -> None:
        """Draw a texture on a quadrilateral; see ``Canvas.quad``. Opacity is tested at one half."""
        self._note(corners)
        found = self._place(corners)
        if found is None:
            return
        target, (x0, y0, x1, y1), mask, nearness, normal = found
        local = target - (x0, y0)
        texture, alpha = shrunk(texture, alpha, local)
        h, w = texture.shape[:2]
        source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
        matrix = cv2.getPerspectiveTransform(source, local.astype(np.float32))
        size = (x1 - x0, y1 - y0)
        warped = cv2.warpPerspective(
            texture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        colour = np.asarray(warped, np.uint8)
        if shade != 1.0:
            colour = np.asarray(cv2.convertScaleAbs(colour, alpha=shade), np.uint8)
        if alpha is not None:
            mask &= cv2.warpPerspective(alpha, matrix, size, flags=cv2.INTER_LINEAR) > 0.5
        self._set(x0, y0, mask, nearness, colour, normal)

    def polygon(self, corners: npt.ArrayLike, colour: npt.ArrayLike, opacity: float = 1.0) -> None:
        """Fill a flat polygon; one that is not opaque tints what lies behind it."""
        if opacity > 0.5:
            self._note(corners)
        found = self._place(corners)
        if found is None:
            return
        _, (x0, y0, x1, y1), mask, nearness, normal = found
        flat = np.empty((y1 - y0, x1 - x0, 3), np.uint8)
        flat[:] = np.clip(np.asarray(colour, np.float64), 0, 255).astype(np.uint8)
        if opacity < 1:
            area = self.image[y0:y1, x0:x1]
            flat[:] = cv2.addWeighted(flat, opacity, area, 1 - opacity, 0)
        self._set(x0, y0, mask, nearness, flat, normal)

    def solid(self, faces: Sequence[npt.NDArray[np.float64]], colour: Image | Colour) -> None:
        """Draw the faces of something closed; those that look away throw shadows only.

        Args:
            faces: Each (4, 3): top left, top right, bottom right, bottom left from outside.
            colour: B, G, R, or a texture for every face.
        """
        for face in faces:
            a, b, c = (face[1] - face[0]).tolist(), (face[3] - face[0]).tolist(), face[0].tolist()
            # Corners run clockwise seen from outside, so this normal points inwards.
            x = a[1] * b[2] - a[2] * b[1]
            y = a[2] * b[0] - a[0] * b[2]
            z = a[0] * b[1] - a[1] * b[0]
            if x * c[0] + y * c[1] + z * (c[2] - self.view.height_m) < 0:
                self._note(face)
            elif isinstance(colour, np.ndarray) and colour.ndim == 3:
                self.quad(np.asarray(colour, np.uint8), face)
            else:
                self.polygon(face, colour)

    def line(
        self, start: npt.ArrayLike, end: npt.ArrayLike, width_m: float, colour: npt.ArrayLike
    ) -> None:
        """Draw a round bar between two world points."""
        if width_m >= 0.06:
            p, q = np.asarray(start, np.float64), np.asarray(end, np.float64)
            for side in (np.array([width_m / 2, 0, 0]), np.array([0, width_m / 2, 0.01])):
                self._note([p - side, q - side, q + side, p + side])
        a, b = self.view.project(np.array([start, end], np.float64))
        if min(a[2], b[2]) < 0.5:
            return
        thickness = max(1, round(width_m * self.view.focal_px * 2 / (a[2] + b[2])))
        ends = np.array([a[:2], b[:2]])
        pad = thickness + 2
        x0, y0 = np.maximum(np.floor(ends.min(0)).astype(int) - pad, 0)
        x1, y1 = np.ceil(ends.max(0)).astype(int) + pad
        x1, y1 = min(self.view.width, int(x1)), min(self.view.height, int(y1))
        if x1 <= x0 or y1 <= y0:
            return
        layer = np.zeros((y1 - y0, x1 - x0), np.uint8)
        begin, stop = np.clip((ends - (x0, y0)) * 16, -(1 << 20), 1 << 20).astype(int).tolist()
        cv2.line(layer, begin, stop, (255,), thickness, cv2.LINE_8, 4)
        way = b[:2] - a[:2]
        length = float(way @ way) or 1.0
        columns = np.arange(x0, x1, dtype=np.float32)[None, :] - np.float32(a[0])
        rows = np.arange(y0, y1, dtype=np.float32)[:, None] - np.float32(a[1])
        share = np.clip((columns * way[0] + rows * way[1]) / length, 0, 1)
        nearness = (1 / a[2] + (1 / b[2] - 1 / a[2]) * share).astype(np.float32)
        flat = np.empty((y1 - y0, x1 - x0, 3), np.uint8)
        flat[:] = np.clip(np.asarray(colour, np.float64), 0, 255).astype(np.uint8)
        self._set(int(x0), int(y0), layer > 0, nearness, flat, self._facing(np.asarray(start)))

    def stamp(self, sprite: FloatImage, left: int, top: int) -> None:
        """Refuse: a sprite without a depth has no place among surfaces."""
        raise NotImplementedError("use plant")

    def cast(self, points: npt.ArrayLike, opacity: float = 1.0) -> None:
        """Do nothing: shadows fall when there is light."""
        del points, opacity

    def plant(
        self,
        sprite: FloatImage,
        normals: npt.NDArray[np.int8],
        left: int,
        top: int,
        depth_m: float,
    ) -> None:
        """Stand a sprite up at a depth.

        Args:
            sprite: BGRA, colour 0..255, alpha 0..1.
            normals: Times 127, shape of the sprite, three channels.
            left: Column of its left edge.
            top: Row of its top edge.
            depth_m: Along the optical axis.
        """
        h, w = sprite.shape[:2]
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(self.view.width, left + w), min(self.view.height, top + h)
        if x1 <= x0 or y1 <= y0:
            return
        rows, columns = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
        part = sprite[rows, columns]
        nearness = np.full(part.shape[:2], 1 / depth_m, np.float32)
        colour = np.clip(part[..., :3], 0, 255).astype(np.uint8)
        self._set(x0, y0, part[..., 3] > 0.45, nearness, colour, normals[rows, columns])

    def _note(self, corners: npt.ArrayLike) -> None:
        if self.casters is not None:
            self.casters.append(np.asarray(corners, np.float64))

    def _place(
        self, corners: npt.ArrayLike
    ) -> (
        tuple[
            npt.NDArray[np.float64],
            tuple[int, int, int, int],
            npt.NDArray[np.bool_],
            FloatImage,
            npt.NDArray[np.int8],
        ]
        | None
    ):
        """Return where a flat polygon lies in the picture, or None where it does not."""
        world = np.asarray(corners, np.float64)
        points = self.view.project(world)
        if (points[:, 2] < 0.5).any():
            return None
        target = points[:, :2]
        low = np.maximum(np.floor(target.min(0)).astype(int) - 1, 0)
        high = np.ceil(target.max(0)).astype(int) + 2
        x0, y0 = int(low[0]), int(low[1])
        x1, y1 = min(self.view.width, int(high[0])), min(self.view.height, int(high[1]))
        if x1 <= x0 or y1 <= y0:
            return None
        layer = np.zeros((y1 - y0, x1 - x0), np.uint8)
        outline = (np.clip(target - (x0, y0) - 0.5, -8000, 8000) * 16).astype(np.int32)
        cv2.fillPoly(layer, [outline], (255,), cv2.LINE_8, 4)
        normal = self._direction(world)
        plane = self._plane(world, normal)
        if plane is None:
            return None
        columns = (plane[0] * (np.arange(x0, x1) + 0.5) + plane[2]).astype(np.float32)
        rows = (plane[1] * (np.arange(y0, y1) + 0.5)).astype(np.float32)
        nearness = columns[None, :] + rows[:, None]
        # Where a pixel reaches past the edge of a plane seen at a low angle, depth runs away.
        np.clip(nearness, 1 / points[:, 2].max(), 1 / points[:, 2].min(), out=nearness)
        int_normal = (normal * 127).astype(np.int8)
        return target, (x0, y0, x1, y1), layer > 0, nearness, int_normal

    def _set(
        self,
        x0: int,
        y0: int,
        mask: npt.NDArray[np.bool_],
        nearness: FloatImage,
        colour: Image,
        normal: npt.NDArray[np.int8],
    ) -> None:
        h, w = mask.shape
        rows, columns = slice(y0, y0 + h), slice(x0, x0 + w)
        depth = self.nearness[rows, columns]
        shown = mask & (nearness > depth * _TIE)
        if not shown.any():
            return
        if self.touched is None:
            self.touched = (x0, y0, x0 + w, y0 + h)
        else:
            left, top, right, bottom = self.touched
            self.touched = (
                min(left, x0),
                min(top, y0),
                max(right, x0 + w),
                max(bottom, y0 + h),
            )
        depth[shown] = nearness[shown]
        self.image[rows, columns][shown] = colour[shown]
        self.normal[rows, columns][shown] = normal[shown] if normal.ndim == 3 else normal
        self.stuff[rows, columns][shown] = int(self.pen_stuff)
        self.label[rows, columns][shown] = self.pen_label

    def _direction(self, world: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the unit normal of a flat polygon, on the camera's side."""
        from_first = (world - world[0]).tolist()
        x = y = z = 0.0
        for (ax, ay, az), (bx, by, bz) in pairwise(from_first[1:]):
            x += ay * bz - az * by
            y += az * bx - ax * bz
            z += ax * by - ay * bx
        length = math.sqrt(x * x + y * y + z * z)
        if length < 1e-9:
            return self._facing(world[0]) / 127.0
        px, py, pz = world[0].tolist()
        if (self.view.height_m - pz) * z - px * x - py * y < 0:
            length = -length
        return np.array([x / length, y / length, z / length])

    def _plane(
        self, world: npt.NDArray[np.float64], normal: npt.NDArray[np.float64]
    ) -> tuple[float, float, float] | None:
        """Return a, b, c of 1/depth = a·column + b·row + c, or None for one seen edge-on."""
        view = self.view
        nx, ny, nz = normal.tolist()
        px, py, pz = world[0].tolist()
        pz -= view.height_m
        away = nx * px + ny * py + nz * pz
        if abs(away) < 2e-3 * math.sqrt(px * px + py * py + pz * pz):
            return None
        tilt, pan = math.radians(view.tilt_deg), math.radians(view.pan_deg)
        right = nx * math.cos(pan) - ny * math.sin(pan)
        along = nx * math.sin(pan) + ny * math.cos(pan)
        up = along * math.sin(tilt) + nz * math.cos(tilt)
        forward = along * math.cos(tilt) - nz * math.sin(tilt)
        a, b = right / view.focal_px / away, -up / view.focal_px / away
        return a, b, forward / away - a * view.width / 2 - b * view.height / 2

    def _facing(self, point: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
        way = np.array([-point[0], -point[1], 0.0])
        way /= np.linalg.norm(way) or 1.0
        way[2] = 0.35
        return np.asarray(way / np.linalg.norm(way) * 127, np.int8)
