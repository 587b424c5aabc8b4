"""One stream that a device says it has."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.node.message import Message


class FoundStream(Message):
    """One media profile of a device, in the device's own words: nothing of it was measured.

    Attributes:
        profile: The profile's name.
        codec: ``h264``, ``h265``, or what else it names, in lower case.
        width_px: Of the picture.
        height_px: Of the picture.
        fps: Most pictures a second.
        bitrate_kbps: Most kilobits a second.
        gov_length: Pictures from one key frame to the next.
        address: Where it is, without user name and password; None where it named none, or none that
            may be used.
    """

    profile: str = Field(max_length=80)
    codec: str = Field(default="", max_length=20)
    width_px: int | None = Field(default=None, ge=1, le=16_384)
    height_px: int | None = Field(default=None, ge=1, le=16_384)
    fps: float | None = Field(default=None, gt=0, le=1_000)
    bitrate_kbps: int | None = Field(default=None, ge=0, le=1_000_000)
    gov_length: int | None = Field(default=None, ge=0, le=1_000_000)
    address: str | None = Field(default=None, max_length=512)

    @property
    def key_interval_s(self) -> float | None:
        """Seconds between key frames, as far as the device says."""
        if not self.gov_length or not self.fps:
            return None
        return self.gov_length / self.fps

    @property
    def pixels(self) -> int:
        """Of one picture; 0 where the device does not say."""
        return (self.width_px or 0) * (self.height_px or 0)
