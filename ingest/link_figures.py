"""What a link measures about its stream."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """A snapshot of one link.

    Attributes:
        bitrate_kbps: Of the video over the last seconds; None if not open long enough.
        fps: Pictures a second over the same time.
        key_interval_s: Between the last two key frames; None where key frames are not told apart.
        offset_s: The camera's clock minus ours; None if it sends no clock.
        lost_packets: RTP packets missing on this link.
        dropped_key_frames: Key frames with gaps, never passed on.
    """

    bitrate_kbps: float | None = None
    fps: float | None = None
    key_interval_s: float | None = None
    offset_s: float | None = None
    lost_packets: int = 0
    dropped_key_frames: int = 0
