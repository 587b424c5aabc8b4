"""Video codecs the system reads."""

from __future__ import annotations

from enum import StrEnum


class Codec(StrEnum):
    """A video codec; the value is what people and messages call it.

    Attributes:
        H264: H.264, AVC.
        H265: H.265, HEVC.
        VP8: From WebRTC only.
        OTHER: Whatever a child process decoded for us.
    """

    H264 = "h264"
    H265 = "h265"
    VP8 = "vp8"
    OTHER = "other"
