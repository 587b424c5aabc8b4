"""What a look at one address found."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.finding.probe_outcome import ProbeOutcome
from sharp_eyes.finding.remark import Remark
from sharp_eyes.finding.still_masking import StillMasking
from sharp_eyes.node.message import Message


class ProbeReport(Message):
    """What one stream is like, or the precise reason why that cannot be said.

    Attributes:
        address: Where the look went, without user name and password.
        outcome: How it ended.
        reason: Why not, where ``outcome`` is not ``ok``.
        next_step: What to do about it.
        codec: ``h264`` or ``h265``.
        width_px: Of the picture.
        height_px: Of the picture.
        fps: Pictures a second, by their own timestamps.
        bitrate_kbps: Of the video, by the same timestamps; kilobits a second.
        key_interval_s: Longest time seen between two key frames.
        key_interval_over_s: Only one key frame came in this time; then ``key_interval_s`` is None.
        transport: ``tcp``, or ``tls`` for rtsps.
        time_source: Whose clock capture times would be read from (contract C9).
        clock_offset_s: The camera's clock less ours; None where it sent no report in time.
        measured_s: How much video that rests on.
        remarks: What should be changed at the camera.
        still: How the still was masked; None where there is none.
    """

    address: str = Field(max_length=600)
    outcome: ProbeOutcome
    reason: Remark | None = None
    next_step: Remark | None = None
    codec: Literal["h264", "h265"] | None = None
    width_px: int | None = Field(default=None, ge=1, le=16_384)
    height_px: int | None = Field(default=None, ge=1, le=16_384)
    fps: float | None = Field(default=None, ge=0)
    bitrate_kbps: float | None = Field(default=None, ge=0)
    key_interval_s: float | None = Field(default=None, ge=0)
    key_interval_over_s: float | None = Field(default=None, ge=0)
    transport: Literal["tcp", "tls"] | None = None
    time_source: TimeSource | None = None
    clock_offset_s: float | None = None
    measured_s: float | None = Field(default=None, ge=0)
    remarks: tuple[Remark, ...] = Field(default=(), max_length=20)
    still: StillMasking | None = None
