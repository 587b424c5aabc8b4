"""Sprites: laid on a picture, made smaller, lying down as shadows."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.figure import Sprite


def lay(picture: npt.NDArray[np.float32], sprite: Sprite, left: int, top: int) -> None:
    """Lay a BGRA sprite (colour 0..255, alpha 0..1) on a picture, in place."""
    h, w = sprite.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(picture.shape[1], left + w), min(picture.shape[0], top + h)
    if x1 <= x0 or y1 <= y0:
        return
    part = sprite[y0 - top : y1 - top, x0 - left : x1 - left]
    area = picture[y0:y1, x0:x1]
    alpha = part[..., 3:]
    area += (part[..., :3] - area) * alpha


def darken(
    picture: npt.NDArray[np.float32], mask: npt.NDArray[np.float32], left: int, top: int
) -> None:
    """Take the share ``mask`` of the light from a picture, in place."""
    h, w = mask.shape
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(picture.shape[1], left + w), min(picture.shape[0], top + h)
    if x1 <= x0 or y1 <= y0:
        return
    part = mask[y0 - top : y1 - top, x0 - left : x1 - left, None]
    picture[y0:y1, x0:x1] *= 1 - part


def shrink(sprite: Sprite, height: int) -> Sprite:
    """Return a sprite made smaller to a height in pixels."""
    h, w = sprite.shape[:2]
    width = max(2, round(w * height / h))
    bound = sprite.copy()
    bound[..., :3] *= bound[..., 3:]
    small = np.asarray(cv2.resize(bound, (width, height), interpolation=cv2.INTER_AREA), np.float32)
    small[..., :3] /= np.maximum(small[..., 3:], 1e-3)
    return small


def lying(
    sprite: Sprite, slope_x: float, slope_y: float, strength: float
) -> tuple[npt.NDArray[np.float32], int, int]:
    """Lay a figure's outline on the ground as its shadow.

    Returns:
        How much light is taken, 0..1 per pixel, and the offset of its corner from the feet.
    """
    h, w = sprite.shape[:2]
    reach_x, reach_y = slope_x * h, slope_y * h
    pad = 5
    left = math.floor(min(0.0, reach_x) - w / 2) - pad
    right = math.ceil(max(0.0, reach_x) + w / 2) + pad
    top = math.floor(min(0.0, -reach_y)) - pad
    bottom = math.ceil(max(0.0, -reach_y)) + pad
    # (x, y) of the sprite → feet at (0, 0): x - w/2 + slope_x (h - y), -slope_y (h - y)
    matrix = np.array(
        [[1, -slope_x, -w / 2 + slope_x * h - left], [0, slope_y, -slope_y * h - top]], np.float32
    )
    flat = cv2.warpAffine(
        sprite[..., 3], matrix, (right - left, bottom - top), flags=cv2.INTER_LINEAR
    )
    mask = cv2.GaussianBlur(flat, (0, 0), max(0.8, h / 60)) * np.float32(0.5 * strength)
    # The ground right under the feet is dark in any light.
    rx, ry = h * 0.14, max(1.0, h * 0.035)
    y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
    contact = np.clip(1 - (x / rx) ** 2 - ((y + 1) / ry) ** 2, 0, 1) * np.float32(0.5)
    return np.asarray(1 - (1 - mask) * (1 - contact), np.float32), left, top
