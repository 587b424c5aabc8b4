"""Coded pictures of a tap → pictures with their times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import av
import numpy as np

from detectors.picture import Picture
from ingest.codec import Codec
from ingest.decode.key_frame_decoder import MAX_PIXELS
from ingest.worker.clips.clip_request import ClipUnit

_NAMES = {Codec.H264: "h264", Codec.H265: "hevc", Codec.VP8: "vp8"}
_EARLY_SHARE = 0.3
"""A picture may come this share of the shortest distance early, because times have jitter."""


def decoded(
    units: Sequence[ClipUnit], codec: Codec, *, width_px: int, fps: float, end_at: datetime
) -> Iterator[tuple[datetime, Picture]]:
    """Decode pictures, at most ``fps`` of them a second.

    Args:
        units: In the order in which they came, the first one a key picture.
        codec: Of all of them.
        width_px: Wider ones are made smaller; width and height are even.
        fps: All are decoded, since each leans on those before, and not all are given out.
        end_at: Where to stop, UTC.

    Yields:
        Capture time and picture (BGR uint8), in order of time. Damaged ones are left out.
    """
    context = av.CodecContext.create(_NAMES[codec], "r")
    if not isinstance(context, av.VideoCodecContext):
        raise TypeError(f"{codec} is not a video codec")
    context.thread_count = 1
    context.options = {"max_pixels": str(MAX_PIXELS)}
    apart = timedelta(seconds=(1 - _EARLY_SHARE) / fps)
    given: datetime | None = None
    size: tuple[int, int] | None = None
    for frame in _frames(context, units):
        number = frame.pts
        if number is None or not 0 <= number < len(units) or frame.is_corrupt:
            continue
        at = units[number].captured_at
        if at > end_at:
            return
        if given is not None and at < given + apart:
            continue
        given = at
        # A stream that changes its size within the clip keeps the first one.
        size = size or _size(frame.width, frame.height, width_px)
        image = frame.to_ndarray(
            format="bgr24", width=size[0], height=size[1], interpolation="FAST_BILINEAR"
        )
        yield at, np.asarray(image, np.uint8)


def _frames(context: av.VideoCodecContext, units: Sequence[ClipUnit]) -> Iterator[av.VideoFrame]:
    for number, unit in enumerate(units):
        packet = av.Packet(unit.data)
        packet.pts = packet.dts = number
        try:
            yield from context.decode(packet)
        except av.FFmpegError:
            continue  # the next key picture mends it
    try:
        yield from context.decode(None)
    except av.FFmpegError:
        return


def _size(width: int, height: int, width_px: int) -> tuple[int, int]:
    scale = min(1.0, width_px / width)
    return max(2, round(width * scale) // 2 * 2), max(2, round(height * scale) // 2 * 2)
