"""Surfaces at the picture's own size, ready for light."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
        size = (view.width, view.height)
        albedo = LINEAR[cv2.resize(canvas.image, size, interpolation=cv2.INTER_AREA)]
        # Two of four are enough to soften edges.
        normal = canvas.normal[::2, ::2].astype(np.float32)
        normal += canvas.normal[1::2, 1::2]
        normal *= np.float32(0.5 / 127)
        nearness = np.ascontiguousarray(canvas.nearness[::2, ::2])
        empty = (canvas.nearness == 0).astype(np.uint8) * 255
        sky = np.asarray(cv2.resize(empty, size, interpolation=cv2.INTER_AREA) / 255, np.float32)
        depth = np.asarray(1 / np.maximum(nearness, np.float32(1e-5)), np.float32)
        return cls(
            albedo,
            normal,
            world_points(view, depth),
            depth,
            sky,
            canvas.stuff[::2, ::2].copy(),
            canvas.label[::2, ::2].copy(),
        )


def world_points(view: Viewpoint, depth: FloatImage) -> FloatImage:
    """Return the world point of every pixel at its depth, shape (h, w, 3)."""
    tilt, pan = math.radians(view.tilt_deg), math.radians(view.pan_deg)
    columns = (np.arange(view.width, dtype=np.float32) + 0.5 - view.width / 2) / view.focal_px
    rows = (view.height / 2 - np.arange(view.height, dtype=np.float32) - 0.5) / view.focal_px
    across = columns[None, :] * depth
    rise = rows[:, None] * depth
    along = depth * math.cos(tilt) + rise * math.sin(tilt)
    up = rise * math.cos(tilt) - depth * math.sin(tilt) + view.height_m
    if pan:
        across, along = (
            across * math.cos(pan) + along * math.sin(pan),
            along * math.cos(pan) - across * math.sin(pan),
        )
    return np.stack([across, along, up], -1).astype(np.float32)
