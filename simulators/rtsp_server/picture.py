"""One frame on its way to a session."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.rtsp_server.prepared_frame import PreparedFrame


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame on its way to a session.

    Attributes:
        frame: Its packets.
        position: Frames since the beginning of the camera's own clip, over its repetitions.
        timestamp: RTP time, 90 kHz, modulo 2^32.
        utc_s: When it was taken, seconds since 1970.
        now_s: The loop's time.
    """

    frame: PreparedFrame
    position: int
    timestamp: int
    utc_s: float
    now_s: float
