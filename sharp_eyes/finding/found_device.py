"""One device that answered."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.remark import Remark
from sharp_eyes.node.message import Message


class FoundDevice(Message):
    """A camera or recorder on the network, in its own words.

    Attributes:
        host: Its address.
        port: Of its ONVIF service.
        manufacturer: Who made it.
        model: Which it is.
        firmware: What runs on it.
        serial: Its number.
        clock_offset_s: Its clock less ours, seconds; None where it did not say.
        cameras: Its picture sources.
        remarks: What concerns all of it.
        problem: Why it could not be read to the end; None where it could.
    """

    host: str = Field(max_length=255)
    port: int = Field(ge=1, le=65_535)
    manufacturer: str = Field(default="", max_length=80)
    model: str = Field(default="", max_length=80)
    firmware: str = Field(default="", max_length=80)
    serial: str = Field(default="", max_length=80)
    clock_offset_s: float | None = None
    cameras: tuple[FoundCamera, ...] = Field(default=(), max_length=512)
    remarks: tuple[Remark, ...] = Field(default=(), max_length=20)
    problem: Remark | None = None
