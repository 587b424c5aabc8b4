"""A frame as it came from a camera: a key frame, or a picture decoded on its way."""

from __future__ import annotations

from datetime import datetime

import av

from ingest.codec import Codec
from ingest.rtsp.access_unit import AccessUnit
from sharp_eyes.alert.time_source import TimeSource


class KeyFrame:
    """One frame that can be looked at by itself; never changed.

    From RTSP it is a key frame, not decoded. Where it comes from WebRTC or a child process, it may
    be decoded already: then ``picture`` is set and ``data`` may be empty.

    Args:
        camera_id: Of the camera.
        captured_at: When the picture was taken, UTC.
        time_source: Which clock ``captured_at`` was read from.
        arrived_monotonic_s: Our monotonic clock when it came from the network.
        sequence: Counts the key frames of this camera since the supply took it in, from 1; a
            jump tells that frames in between were replaced by newer ones.
        codec: Of the bytes.
        width: Pixels, or None if the stream does not say so readably.
        height: Pixels, or None.
        data: Annex B bytes, parameter sets in front; empty if only the picture is at hand. Or the
            access unit, whose bytes are made when somebody wants them.
        picture: The decoder's frame, if somebody decoded it already.
        activity_bytes: Mean size of the pictures between the key frame before and this one, a sign
            of movement where the bitrate is variable; None where it is not known.
    """

    __slots__ = (
        "_data",
        "activity_bytes",
        "arrived_monotonic_s",
        "camera_id",
        "captured_at",
        "codec",
        "height",
        "picture",
        "sequence",
        "time_source",
        "width",
    )

    # Not a frozen dataclass: making one takes four times as long, 220 times a second.
    def __init__(
        self,
        camera_id: str,
        captured_at: datetime,
        time_source: TimeSource,
        arrived_monotonic_s: float,
        sequence: int,
        codec: Codec,
        width: int | None,
        height: int | None,
        data: bytes | AccessUnit,
        picture: av.VideoFrame | None = None,
        activity_bytes: float | None = None,
    ) -> None:
        self.camera_id = camera_id
        self.captured_at = captured_at
        self.time_source = time_source
        self.arrived_monotonic_s = arrived_monotonic_s
        self.sequence = sequence
        self.codec = codec
        self.width = width
        self.height = height
        self._data = data
        self.picture = picture
        self.activity_bytes = activity_bytes

    @property
    def data(self) -> bytes:
        """The bytes; made at the first call, from any thread. Empty where it is found damaged."""
        return self._data if isinstance(self._data, bytes) else self._data.data

    def __repr__(self) -> str:
        """Name it, without its bytes."""
        return f"KeyFrame({self.camera_id} {self.sequence} {self.captured_at.isoformat()})"
