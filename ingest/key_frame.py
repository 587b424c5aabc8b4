"""A frame as it came from a camera: a key frame, or a picture decoded on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import av

from ingest.codec import Codec
from sharp_eyes.alert.time_source import TimeSource


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One frame that can be looked at by itself.

    From RTSP it is a key frame, not decoded. Where it comes from WebRTC or a child process, it is
    decoded already: ``picture`` is set and ``data`` may be empty.

    Attributes:
        camera_id: Of the camera.
        captured_at: When the picture was taken, UTC.
        time_source: Which clock ``captured_at`` was read from.
        arrived_monotonic_s: Our monotonic clock when it was read from the network.
        sequence: Counts the key frames of this camera since the supply took it in, from 1; a
            jump tells that frames in between were replaced by newer ones.
        codec: Of the bytes.
        width: Pixels, or None if the stream does not say so readably.
        height: Pixels, or None.
        data: Annex B bytes, parameter sets in front; empty if only the picture is at hand.
        picture: The decoder's frame, if somebody decoded it already.
        activity_bytes: Mean size of the pictures between the key frame before and this one, a sign
            of movement where the bitrate is variable; None where it is not known.
    """

    camera_id: str
    captured_at: datetime
    time_source: TimeSource
    arrived_monotonic_s: float
    sequence: int
    codec: Codec
    width: int | None
    height: int | None
    data: bytes = field(repr=False)
    picture: av.VideoFrame | None = field(default=None, repr=False)
    activity_bytes: float | None = None
