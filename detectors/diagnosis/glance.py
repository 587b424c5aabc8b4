"""What is measured of a picture before any fault is looked for."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import (
    BLOCKS_HIGH,
    BLOCKS_WIDE,
    MAP_HEIGHT,
    MAP_WIDTH,
    PRINT_HEIGHT,
    PRINT_WIDTH,
    Seen,
)
from detectors.picture import FloatMap, GreyPicture, Picture

_FINE_WIDTH, _FINE_HEIGHT = 2 * MAP_WIDTH, 2 * MAP_HEIGHT

SOFT_EDGE = 3.0
"""Grey levels per map pixel at which an edge counts half: noise stays well under it."""

_SCHARR_SUM = 32.0
"""Sum of the weights on both sides of Scharr's kernel: by it a result is grey levels per pixel."""

_SECOND = np.array([1, -2, 1], np.float32)
"""Down and across, [[1 -2 1] [-2 4 -2] [1 -2 1]], which is blind to steps and ramps: Immerkaer,
Fast noise variance estimation, CVIU 64(2), 1996."""

_NOISE_SCALE = float(np.sqrt(np.pi / 2) / 6.0)
"""From the mean absolute answer of that kernel to the noise's standard deviation (ibid.)."""

_NOISE_QUANTILE = 0.2
"""Of the blocks, the flattest fifth tells the noise; the others have texture."""

_CLIPPED_DARK, _CLIPPED_BRIGHT = 12, 243
"""Blocks darker or brighter than this have lost their noise."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One look's figures. All maps are of the whole picture, whatever its shape.

    Attributes:
        width: Of the picture, px.
        height: Of the picture, px.
        light: Kind of light.
        grey: uint8 (90, 160), luma.
        brightness: float32 (9, 16), mean luma of the blocks.
        mean: Mean luma.
        deviation: Standard deviation of the blocks' luma.
        edges: float32 (9, 16), mean steepness of the blocks, grey levels per map pixel.
        directions: float32 (2, 90, 160), gradient (right, down) divided by its own length plus
            ``SOFT_EDGE``: length 0 to 1, the same under any brightness.
        fine: Mean steepness of the finest detail kept, grey levels.
        chroma: Mean (Cb, Cr) less neutral, grey levels.
        spread: Standard deviation of Cb and Cr, grey levels.
        noise: Standard deviation of the noise at 320x180, grey levels; none where no block tells.
        print: int64 (22, 40), sums of green; equal where blocks are equal to the last bit.
        print_pixels: Pixels of which one of these is the sum.
    """

    width: int
    height: int
    light: Light
    grey: GreyPicture
    brightness: FloatMap
    mean: float
    deviation: float
    edges: FloatMap
    directions: npt.NDArray[np.float32]
    fine: float
    chroma: tuple[float, float]
    spread: float
    noise: float | None
    print: npt.NDArray[np.int64]
    print_pixels: int

    @classmethod
    def at(cls, image: Picture, seen: Seen) -> Glance:
        """Measure a picture, privacy masks burned in: about 1 ms of a core at 640x360.

        Green stands for brightness: it makes up most of it, and is there without any sum.
        """
        green = _green(image)
        fine = _shrunk(green, _FINE_WIDTH, _FINE_HEIGHT)
        grey = np.asarray(
            cv2.resize(fine, (MAP_WIDTH, MAP_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8
        )
        across = cv2.Scharr(grey, cv2.CV_32F, 1, 0, scale=1 / _SCHARR_SUM)
        down = cv2.Scharr(grey, cv2.CV_32F, 0, 1, scale=1 / _SCHARR_SUM)
        steep = cv2.magnitude(across, down)
        weight = 1.0 / (steep + SOFT_EDGE)
        if seen.unseen is not None:
            weight[seen.unseen] = 0.0
        directions = np.stack([across * weight, down * weight])
        blocks = (BLOCKS_WIDE, BLOCKS_HIGH)
        brightness = _blocks(grey.astype(np.float32), blocks)
        luma, chroma, spread = _colour(image, seen)
        mean, deviation = cv2.meanStdDev(brightness, mask=seen.block_mask)
        height, width = image.shape[:2]
        detail, noise = _detail(fine, brightness, seen)
        fingerprint, print_pixels = _fingerprint(green)
        return cls(
            width=width,
            height=height,
            light=Light.of(luma, spread, float(np.hypot(*chroma))),
            grey=grey,
            brightness=brightness,
            mean=float(mean[0, 0]),
            deviation=float(deviation[0, 0]),
            edges=_blocks(np.asarray(steep, np.float32), blocks),
            directions=directions,
            fine=detail,
            chroma=chroma,
            spread=spread,
            noise=noise,
            print=fingerprint,
            print_pixels=print_pixels,
        )


def _green(image: Picture) -> GreyPicture:
    """Take the green of a picture, of larger ones of every second or third row and column."""
    step = max(1, min(image.shape[1] // 640, image.shape[0] // 360))
    return np.ascontiguousarray(image[::step, ::step, 1])


def _shrunk(green: GreyPicture, width: int, height: int) -> GreyPicture:
    """Average over whole blocks first: by a broken factor that takes ten times as long."""
    factor = min(green.shape[0] // height, green.shape[1] // width)
    if factor >= 2:
        rows, columns = green.shape[0] // factor, green.shape[1] // factor
        whole = green[: rows * factor, : columns * factor]
        small = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
        green = np.asarray(small, np.uint8)
    if green.shape != (height, width):
        small = cv2.resize(green, (width, height), interpolation=cv2.INTER_LINEAR)
        green = np.asarray(small, np.uint8)
    return green


def _blocks(values: FloatMap, size: tuple[int, int]) -> FloatMap:
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)


def _colour(image: Picture, seen: Seen) -> tuple[float, tuple[float, float], float]:
    """Return mean luma, mean chroma, and the chroma's spread; of 16 samples each 40 x 22."""
    down = max(1, image.shape[0] // (4 * PRINT_HEIGHT))
    right = max(1, image.shape[1] // (4 * PRINT_WIDTH))
    samples = np.ascontiguousarray(image[::down, ::right])
    # The noise of single samples must not count as colour.
    tiny = cv2.resize(samples, (PRINT_WIDTH, PRINT_HEIGHT), interpolation=cv2.INTER_AREA)
    mean, deviation = cv2.meanStdDev(cv2.cvtColor(tiny, cv2.COLOR_BGR2YCrCb), mask=seen.colour)
    (luma, red, blue), (_, red_spread, blue_spread) = mean.ravel(), deviation.ravel()
    spread = float(np.hypot(red_spread, blue_spread))
    return float(luma), (float(blue) - 128.0, float(red) - 128.0), spread


def _detail(
    fine: npt.NDArray[np.uint8], brightness: FloatMap, seen: Seen
) -> tuple[float, float | None]:
    """Return the mean steepness of the finest detail, and the noise."""
    answer = cv2.sepFilter2D(fine, cv2.CV_16S, _SECOND, _SECOND)
    size = (BLOCKS_WIDE, BLOCKS_HIGH)
    blocks = _blocks(cv2.convertScaleAbs(answer).astype(np.float32), size)
    usable = seen.blocks & (brightness > _CLIPPED_DARK) & (brightness < _CLIPPED_BRIGHT)
    values = np.sort(blocks[usable])
    noise = None
    if values.size:
        noise = float(values[int(_NOISE_QUANTILE * values.size)]) * _NOISE_SCALE
    slope = cv2.convertScaleAbs(cv2.Laplacian(fine, cv2.CV_16S))
    return float(cv2.mean(slope, mask=seen.fine)[0]), noise


def _fingerprint(green: GreyPicture) -> tuple[npt.NDArray[np.int64], int]:
    """Sums over blocks, of every second row: exact, however small a difference is."""
    lines = green[::2]
    high, wide = lines.shape[0] // PRINT_HEIGHT, lines.shape[1] // PRINT_WIDTH
    if not high or not wide:
        return np.zeros((PRINT_HEIGHT, PRINT_WIDTH), np.int64), 1
    whole = lines[: high * PRINT_HEIGHT, : wide * PRINT_WIDTH]
    rows = whole.reshape(PRINT_HEIGHT, high, -1).sum(axis=1, dtype=np.uint16)
    blocks = rows.reshape(PRINT_HEIGHT, PRINT_WIDTH, wide).sum(axis=2, dtype=np.int64)
    return blocks, high * wide
