"""A decoder's picture → plain bytes for the pipe."""

from __future__ import annotations

import math

import av
from av.video.plane import VideoPlane

_FULL_RANGE = 2
"""AVCOL_RANGE_JPEG of FFmpeg's libavutil/pixfmt.h."""
_FULL_BY_NAME = frozenset({"yuvj420p", "yuvj422p", "yuvj444p"})
_AS_IT_IS = frozenset({"yuv420p", "yuvj420p"})


def planar(picture: av.VideoFrame, max_pixels: int) -> tuple[av.VideoFrame, bool]:
    """Bring a picture into yuv420p with even sides, as small as wanted.

    Args:
        picture: Of any format that the decoder makes.
        max_pixels: A larger one is made smaller, its shape kept.

    Returns:
        The picture (the same where nothing is to be done), and whether it is of full range.
    """
    name = picture.format.name
    full_range = name in _FULL_BY_NAME or int(picture.color_range) == _FULL_RANGE
    shrink = min(1.0, math.sqrt(max_pixels / (picture.width * picture.height)))
    width, height = int(picture.width * shrink) & ~1, int(picture.height * shrink) & ~1
    if name in _AS_IT_IS and (width, height) == (picture.width, picture.height):
        return picture, full_range
    made = picture.reformat(
        width=width,
        height=height,
        format="yuv420p",
        src_color_range="JPEG" if full_range else "MPEG",
        dst_color_range="JPEG" if full_range else "MPEG",
    )
    return made, full_range


def packed(picture: av.VideoFrame) -> bytes:
    """Return the planes of a yuv420p picture one after the other, padding left out."""
    return b"".join(_lines(plane) for plane in picture.planes[:3])


def _lines(plane: VideoPlane) -> bytes:
    data = memoryview(plane)
    width, step = plane.width, plane.line_size
    if width == step:
        return bytes(data[: width * plane.height])
    return b"".join([data[start : start + width] for start in range(0, step * plane.height, step)])
