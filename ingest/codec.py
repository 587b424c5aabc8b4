"""Video codecs the system reads."""

from __future__ import annotations

from enum import StrEnum


class Codec(StrEnum):
    """A video codec; the value is what people and messages call it."""

    H264 = "h264"
    H265 = "h265"
