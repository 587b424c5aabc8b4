"""What is measured of a picture before any fault is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import cv2
import numpy as np
import numpy.typing as npt

from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import (
    BLOCK,
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

_SCHARR_SUM = np.float32(32.0)
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

_WORD = 8
"""Bytes of the numbers in which fingerprints are summed; what flows over is dropped."""


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
        detail: float32 (9, 16), mean steepness of the finest detail kept (absolute answer of the
            Laplacian [0 1 0; 1 -4 1; 0 1 0] at 320x180), grey levels.
        chroma: Mean (Cb, Cr) less neutral, grey levels.
        spread: Standard deviation of Cb and Cr, grey levels.
        noise: Standard deviation of the noise at 320x180, grey levels; none where no block tells.
        print: uint32 (22, 40), sums over blocks; equal where blocks are equal to the last bit.
        samples: uint8 (22, 40, 3), BGR of the same blocks, of 16 samples each.
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
    detail: FloatMap
    chroma: tuple[float, float]
    spread: float
    noise: float | None
    print: npt.NDArray[np.uint32]
    samples: Picture

    @classmethod
    def at(cls, image: Picture, seen: Seen) -> Glance:
        """Measure a picture, privacy masks burned in: about .6 ms of a core at 640x360.

        Green stands for brightness: it makes up most of it, and is there without any sum.
        """
        green = _green(image)
        fine = _shrunk(green, _FINE_WIDTH, _FINE_HEIGHT)
        grey = np.asarray(
            cv2.resize(fine, (MAP_WIDTH, MAP_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8
        )
        directions = np.empty((2, MAP_HEIGHT, MAP_WIDTH), np.float32)
        for axis in range(2):
            answer = cv2.Scharr(grey, cv2.CV_16S, 1 - axis, axis)
            np.divide(answer, _SCHARR_SUM, out=directions[axis])
        steep = cv2.magnitude(directions[0], directions[1])
        weight = 1.0 / (steep + SOFT_EDGE)
        if seen.unseen is not None:
            weight[seen.unseen] = 0.0
        directions *= weight
        blocks = (BLOCKS_WIDE, BLOCKS_HIGH)
        brightness = _blocks(grey.astype(np.float32), blocks)
        tiny = _tiny(image)
        luma, chroma, spread = _colour(tiny, seen)
        mean, deviation = cv2.meanStdDev(brightness, mask=seen.block_mask)
        height, width = image.shape[:2]
        slope = cv2.convertScaleAbs(cv2.Laplacian(fine, cv2.CV_16S))
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
            detail=_block_means(np.asarray(slope, np.uint8)),
            chroma=chroma,
            spread=spread,
            noise=_noise(fine, brightness, seen),
            print=_fingerprint(green),
            samples=tiny,
        )

    def own_spread(self, seen: Seen) -> float:
        """Return what is left of ``spread`` without what goes with brightness.

        A grey picture under one colour, be it a weak channel or a tint, has none: there Cb and Cr
        are lines over luma.
        """
        values = cv2.cvtColor(self.samples, cv2.COLOR_BGR2YCrCb).reshape(-1, 3).astype(np.float32)
        if seen.colour is not None:
            values = values[seen.colour.ravel() > 0]
        if not len(values):
            return 0.0
        values -= values.mean(axis=0)
        both = values.T @ values / len(values)
        explained = float(both[0, 1] ** 2 + both[0, 2] ** 2) / max(float(both[0, 0]), 1e-6)
        return sqrt(max(0.0, float(both[1, 1] + both[2, 2]) - explained))


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


def _block_means(values: GreyPicture) -> FloatMap:
    """Average a map of 320x180 over the blocks: by sums from its corner, each pixel read once."""
    side = 2 * BLOCK
    corners = cv2.integral(values)[::side, ::side]
    rows = corners[1:] - corners[:-1]
    means: FloatMap = (rows[:, 1:] - rows[:, :-1]) * np.float32(1.0 / side**2)
    return means


def _tiny(image: Picture) -> Picture:
    """Shrink to 40x22, of 16 samples each: the noise of single ones must not count as colour."""
    size = (4 * PRINT_WIDTH, 4 * PRINT_HEIGHT)
    samples = cv2.resize(image, size, interpolation=cv2.INTER_NEAREST)
    tiny = cv2.resize(samples, (PRINT_WIDTH, PRINT_HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(tiny, np.uint8)


def _colour(tiny: Picture, seen: Seen) -> tuple[float, tuple[float, float], float]:
    """Return mean luma, mean chroma, and the chroma's spread."""
    mean, deviation = cv2.meanStdDev(cv2.cvtColor(tiny, cv2.COLOR_BGR2YCrCb), mask=seen.colour)
    (luma, red, blue), (_, red_spread, blue_spread) = mean.ravel(), deviation.ravel()
    spread = float(np.hypot(red_spread, blue_spread))
    return float(luma), (float(blue) - 128.0, float(red) - 128.0), spread


def _noise(fine: GreyPicture, brightness: FloatMap, seen: Seen) -> float | None:
    """Return the noise's standard deviation at 320x180."""
    answer = cv2.sepFilter2D(fine, cv2.CV_16S, _SECOND, _SECOND)
    blocks = _block_means(np.asarray(cv2.convertScaleAbs(answer), np.uint8))
    usable = seen.blocks & (brightness > _CLIPPED_DARK) & (brightness < _CLIPPED_BRIGHT)
    values = np.sort(blocks[usable])
    if not values.size:
        return None
    return float(values[int(_NOISE_QUANTILE * values.size)]) * _NOISE_SCALE


def _fingerprint(green: GreyPicture) -> npt.NDArray[np.uint32]:
    """Sum blocks of every second row, eight pixels as one number: exact, however small a change.

    What is left over of the width at the right, under 8 px a block, is passed over.
    """
    high = (green.shape[0] + 1) // 2 // PRINT_HEIGHT
    words = green.shape[1] // PRINT_WIDTH // _WORD
    if not high or not words:
        small = cv2.resize(green, (PRINT_WIDTH, PRINT_HEIGHT), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint32)
    wide = PRINT_WIDTH * words * _WORD
    lines = green[: 2 * high * PRINT_HEIGHT : 2]
    if wide != lines.shape[1]:
        lines = np.ascontiguousarray(lines[:, :wide])
    rows = lines.view(np.uint64).reshape(PRINT_HEIGHT, high, -1).sum(axis=1, dtype=np.uint64)
    blocks = rows[:, ::words].copy()
    for word in range(1, words):
        blocks += rows[:, word::words]
    folded: npt.NDArray[np.uint32] = (blocks ^ (blocks >> np.uint64(32))).astype(np.uint32)
    return folded
