"""Surfaces at the picture's own size, ready for light."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]
LINEAR = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)


@dataclass(slots=True)
class Reduced:
    """Surfaces without supersampling.

    Attributes:
        albedo: Linear B, G, R, float32 0..1.
        normal: Unit vectors where there is a surface.
        points: World points, metres; far away in the sky.
        depth: Metres along the optical axis; 1e5 in the sky.
        sky: Share of each pixel that is sky.
        stuff: ``Stuff`` per pixel.
        label: Structure per pixel.
    """

    albedo: FloatImage
    normal: FloatImage
    points: FloatImage
    depth: FloatImage
    sky: FloatImage
    stuff: npt.NDArray[np.uint8]
    label: npt.NDArray[np.int16]

    @classmethod
    def of(cls, canvas: SurfaceCanvas, view: Viewpoint) -> Reduced:
        """Return a canvas of twice the size reduced to ``view``."""
        shape = (view.height, view.width)
        blank = cls(
            np.zeros((*shape, 3), np.float32),
            np.zeros((*shape, 3), np.float32),
            np.zeros((*shape, 3), np.float32),
            np.zeros(shape, np.float32),
            np.zeros(shape, np.float32),
            np.zeros(shape, np.uint8),
            np.zeros(shape, np.int16),
        )
        blank.take(canvas, view, (0, 0, canvas.view.width, canvas.view.height))
        return blank

    def copy(self) -> Reduced:
        """Return one to change without changing this one."""
        return Reduced(*(getattr(self, one.name).copy() for one in fields(self)))

    def restore(self, clean: Reduced, area: tuple[int, int, int, int]) -> None:
        """Take an area back from another; see ``take``."""
        part = _halved(area)
        for one in fields(self):
            getattr(self, one.name)[part] = getattr(clean, one.name)[part]

    def take(self, canvas: SurfaceCanvas, view: Viewpoint, area: tuple[int, int, int, int]) -> None:
        """Reduce an area of a canvas.

        Args:
            canvas: Of twice the size.
            view: Of the picture and its margin.
            area: Left, top, right, bottom on the canvas.
        """
        rows, columns = part = _halved(area)
        whole = (
            slice(2 * rows.start, 2 * rows.stop),
            slice(2 * columns.start, 2 * columns.stop),
        )
        size = (columns.stop - columns.start, rows.stop - rows.start)
        if min(size) <= 0:
            return
        small = cv2.resize(canvas.image[whole], size, interpolation=cv2.INTER_AREA)
        self.albedo[part] = LINEAR[small]
        # Two of four are enough to soften edges.
        normal = canvas.normal[whole][::2, ::2].astype(np.float32)
        normal += canvas.normal[whole][1::2, 1::2]
        self.normal[part] = normal * np.float32(0.5 / 127)
        nearness = canvas.nearness[whole]
        empty = (nearness == 0).astype(np.uint8) * 255
        self.sky[part] = cv2.resize(empty, size, interpolation=cv2.INTER_AREA) / np.float32(255)
        depth = np.asarray(1 / np.maximum(nearness[::2, ::2], np.float32(1e-5)), np.float32)
        self.depth[part] = depth
        self.points[part] = _world_points(view, depth, rows.start, columns.start)
        self.stuff[part] = canvas.stuff[whole][::2, ::2]
        self.label[part] = canvas.label[whole][::2, ::2]


def _halved(area: tuple[int, int, int, int]) -> tuple[slice, slice]:
    left, top, right, bottom = area
    return slice(top // 2, (bottom + 1) // 2), slice(left // 2, (right + 1) // 2)


def _world_points(view: Viewpoint, depth: FloatImage, top: int, left: int) -> FloatImage:
    """Return the world points of a part of the picture, shape (h, w, 3)."""
    height, width = depth.shape
    tilt, pan = math.radians(view.tilt_deg), math.radians(view.pan_deg)
    columns = np.arange(left, left + width, dtype=np.float32) + 0.5 - view.width / 2
    rows = view.height / 2 - np.arange(top, top + height, dtype=np.float32) - 0.5
    across = (columns / view.focal_px).astype(np.float32)[None, :] * depth
    rise = (rows / view.focal_px).astype(np.float32)[:, None] * depth
    along = depth * math.cos(tilt) + rise * math.sin(tilt)
    up = rise * math.cos(tilt) - depth * math.sin(tilt) + view.height_m
    if pan:
        across, along = (
            across * math.cos(pan) + along * math.sin(pan),
            along * math.cos(pan) - across * math.sin(pan),
        )
    return np.asarray(cv2.merge((across, along, up)), np.float32)
