"""A key frame as it came from a camera."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ingest.codec import Codec
from sharp_eyes.alert.time_source import TimeSource


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One key frame, not decoded.

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
        data: Annex B bytes, parameter sets in front.
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
