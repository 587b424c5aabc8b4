"""One media profile of a simulated device."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnvifStream:
    """What a profile says of its video, true or not.

    Attributes:
        token: Its key.
        name: Its name.
        address: RTSP address.
        codec: ``H264``, ``H265`` or ``JPEG``.
        width_px: Of the picture.
        height_px: Of the picture.
        fps: Most pictures a second.
        gov_length: Pictures from key frame to key frame.
        bitrate_kbps: Most kilobits a second.
        source: Token of the picture source.
    """

    token: str
    name: str
    address: str
    codec: str = "H264"
    width_px: int = 640
    height_px: int = 360
    fps: int = 15
    gov_length: int = 30
    bitrate_kbps: int = 512
    source: str = "source-1"
