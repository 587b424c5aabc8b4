"""A decoded picture, and its pixels at the size that somebody wants."""

from __future__ import annotations

from dataclasses import dataclass, field

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.key_frame import KeyFrame

MAX_SIDE = 16_384
MIN_BLOCKED_SIDE = 32
"""Below this the lines left out by block averaging would be seen."""

_PLANAR_420 = {"yuv420p": False, "yuvj420p": True}
"""Pixel formats with three 8-bit planes, chroma halved both ways → True if full range by name."""
_FULL_RANGE = 2
"""AVCOL_RANGE_JPEG of FFmpeg's libavutil/pixfmt.h."""
# Y'CbCr → R'G'B' by ITU-R BT.601, written as cv2.transform wants it: B, G, R from Y, Cb, Cr, 1.
_FULL_TO_BGR = np.array(
    [
        [1.0, 1.772, 0.0, -128 * 1.772],
        [1.0, -0.344136, -0.714136, 128 * (0.344136 + 0.714136)],
        [1.0, 0.0, 1.402, -128 * 1.402],
    ],
    dtype=np.float32,
)


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """A picture still in the decoder's planes; pixels are made by ``bgr``.

    Attributes:
        key_frame: What it was decoded from.
        decoded_monotonic_s: Our monotonic clock when the decoder was done.
        picture: The decoder's frame.
        decode_cpu_s: Processor seconds that decoding took; None where nobody measured.
    """

    key_frame: KeyFrame
    decoded_monotonic_s: float
    picture: av.VideoFrame = field(repr=False)
    decode_cpu_s: float | None = None

    @property
    def camera_id(self) -> str:
        """Of the camera."""
        return self.key_frame.camera_id

    @property
    def width(self) -> int:
        """Of the whole picture, pixels."""
        return self.picture.width

    @property
    def height(self) -> int:
        """Of the whole picture, pixels."""
        return self.picture.height

    def bgr(self, width: int | None = None, height: int | None = None) -> NDArray[np.uint8]:
        """Return the picture at a wanted size.

        The planes are resized first and then turned into BGR, so that a full-size BGR picture is
        never made. Takes 0.2 to 0.5 ms from 640x360 to 416x234; may be called from any thread.

        Args:
            width: Pixels; None for the picture's own. With only one of the two given, the other
                follows by the picture's shape.
            height: Pixels.

        Returns:
            uint8 array of shape (height, width, 3), channels in the order B, G, R.

        Raises:
            ValueError: a side is under 1 or over ``MAX_SIDE``.
        """
        wide, high = self._size(width, height)
        name = self.picture.format.name
        if name not in _PLANAR_420 or wide < 2 or high < 2:
            return _array(self.picture.reformat(width=wide, height=high, format="bgr24"))
        full_range = _PLANAR_420[name] or int(self.picture.color_range) == _FULL_RANGE
        luma, blue, red = (self._plane(index) for index in range(3))
        if full_range:
            planes = [_resized(plane, wide, high) for plane in (luma, blue, red)]
            return np.asarray(cv2.transform(cv2.merge(planes), _FULL_TO_BGR), dtype=np.uint8)
        # OpenCV's I420 wants even sides: an odd one is made one larger and cut.
        even_wide, even_high = wide + wide % 2, high + high % 2
        packed = np.empty((even_high * 3 // 2, even_wide), dtype=np.uint8)
        _resize_into(luma, packed[:even_high])
        chroma = packed[even_high:].reshape(2, even_high // 2, even_wide // 2)
        _resize_into(blue, chroma[0])
        _resize_into(red, chroma[1])
        bgr = np.asarray(cv2.cvtColor(packed, cv2.COLOR_YUV2BGR_I420), dtype=np.uint8)
        return bgr if bgr.shape[:2] == (high, wide) else np.ascontiguousarray(bgr[:high, :wide])

    def luma(self, width: int, height: int) -> NDArray[np.uint8]:
        """Return brightness alone at a wanted size, the cheapest look at a picture.

        Args:
            width: Pixels.
            height: Pixels.

        Returns:
            uint8 array of shape (height, width); video range (16 to 235) if the camera sends that.

        Raises:
            ValueError: a side is under 1 or over ``MAX_SIDE``.
        """
        wide, high = self._size(width, height)
        if self.picture.format.name in _PLANAR_420:
            return _resized(self._plane(0), wide, high)
        return _array(self.picture.reformat(width=wide, height=high, format="gray8"))

    def _size(self, width: int | None, height: int | None) -> tuple[int, int]:
        if width is None and height is None:
            return self.width, self.height
        if width is None:
            width = max(1, round(self.width * (height or 1) / self.height))
        elif height is None:
            height = max(1, round(self.height * width / self.width))
        if not (1 <= width <= MAX_SIDE and 1 <= (height or 0) <= MAX_SIDE):
            raise ValueError(f"a picture of {width}x{height} cannot be made")
        return width, height or 1

    def _plane(self, index: int) -> NDArray[np.uint8]:
        """View of one plane, padding of its lines left out, nothing copied."""
        plane = self.picture.planes[index]
        lines = np.asarray(memoryview(plane)).view(np.uint8).reshape(-1, plane.line_size)
        view: NDArray[np.uint8] = lines[: plane.height, : plane.width]
        return view


def _array(picture: av.VideoFrame) -> NDArray[np.uint8]:
    return np.ascontiguousarray(picture.to_ndarray(), dtype=np.uint8)


def _resized(plane: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    made = np.empty((height, width), dtype=np.uint8)
    _resize_into(plane, made)
    return made


def _resize_into(plane: NDArray[np.uint8], target: NDArray[np.uint8]) -> None:
    """Resize into an existing array so that nothing small vanishes.

    Averaging over whole blocks first and then interpolating takes a quarter of the time of
    averaging by a broken factor (INTER_AREA from 1280 to 416: 4 ms). Up to ``factor - 1`` lines at
    the right and bottom are left out for that: less than a pixel of the result.
    """
    high, wide = target.shape
    if plane.shape == target.shape:
        target[:] = plane
        return
    factor = min(plane.shape[0] // high, plane.shape[1] // wide)
    if factor >= 2 and min(high, wide) < MIN_BLOCKED_SIDE:
        cv2.resize(plane, (wide, high), dst=target, interpolation=cv2.INTER_AREA)
        return
    if factor >= 2:
        rows, columns = plane.shape[0] // factor, plane.shape[1] // factor
        blocks = plane[: rows * factor, : columns * factor]
        if (rows, columns) == (high, wide):
            cv2.resize(blocks, (wide, high), dst=target, interpolation=cv2.INTER_AREA)
            return
        made = cv2.resize(blocks, (columns, rows), interpolation=cv2.INTER_AREA)
        plane = np.asarray(made, dtype=np.uint8)
    cv2.resize(plane, (wide, high), dst=target, interpolation=cv2.INTER_LINEAR)
