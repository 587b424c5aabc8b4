"""Pictures → an MP4 file in memory, as every browser plays it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from io import BytesIO

import av
import numpy as np

from detectors.picture import Picture

_TICKS = 1000
"""A tick is a millisecond."""
_LEAST_TICKS = 20
_MOST_TICKS = 2000
"""Cameras' clocks jump; a clip does not stand still for an hour because of that."""
_INDEX_BYTES = 4096
_INDEX_BYTES_A_PICTURE = 32
"""Of the index in front: 24 bytes a picture at most (ISO/IEC 14496-12: stts, stsz, stco), the
rest is room."""


def encode_mp4(
    pictures: Iterable[tuple[datetime, Picture]], *, crf: int, most_kbps: int, most_pictures: int
) -> bytes | None:
    """Encode H.264 in MP4, its index in front, so that a browser begins before it has all.

    Args:
        pictures: Capture times, UTC, and masked pictures, all of one size.
        crf: x264's constant rate factor.
        most_kbps: Its cap.
        most_pictures: How many there can be; the rest is left out.

    Returns:
        The file, or none where there was no picture.
    """
    file = BytesIO()
    room = _INDEX_BYTES + _INDEX_BYTES_A_PICTURE * most_pictures
    container = av.open(file, "w", format="mp4", options={"moov_size": str(room)})
    stream: av.VideoStream | None = None
    before: datetime | None = None
    ticks = 0
    with container:
        for number, (at, picture) in enumerate(pictures):
            if number >= most_pictures:
                break
            even = _even(picture)
            if stream is None or before is None:
                stream = _stream(container, even, crf, most_kbps)
            else:
                step = round((at - before) / timedelta(milliseconds=1))
                ticks += min(max(step, _LEAST_TICKS), _MOST_TICKS)
            before = at
            frame = av.VideoFrame.from_ndarray(even, format="bgr24")
            frame.pts, frame.time_base = ticks, Fraction(1, _TICKS)
            container.mux(stream.encode(frame))
        if stream is not None:
            container.mux(stream.encode(None))
    return file.getvalue() if stream is not None else None


def _stream(
    container: av.container.OutputContainer, picture: Picture, crf: int, most_kbps: int
) -> av.VideoStream:
    stream = container.add_stream("libx264", rate=Fraction(_TICKS, 1))
    stream.width, stream.height = picture.shape[1], picture.shape[0]
    stream.pix_fmt = "yuv420p"
    stream.time_base = Fraction(1, _TICKS)
    context = stream.codec_context
    context.time_base = Fraction(1, _TICKS)
    context.thread_count = 1
    context.options = {
        "preset": "veryfast",
        "profile": "main",
        "crf": str(crf),
        "maxrate": f"{most_kbps}k",
        "bufsize": f"{2 * most_kbps}k",
        # A key frame in 16 pictures, 2 s: a browser seeks to those.
        "x264-params": "bframes=0:keyint=16:scenecut=0:threads=1",
    }
    return stream


def _even(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return picture
    return np.ascontiguousarray(picture[: height // 2 * 2, : width // 2 * 2])
