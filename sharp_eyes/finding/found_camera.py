"""One camera that was found."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.device_code import CameraId
from sharp_eyes.finding.found_stream import FoundStream
from sharp_eyes.finding.remark import Remark
from sharp_eyes.node.message import Message
from sharp_eyes.region_code import RegionCode
from sharp_eyes.registry.model import GeoPoint


class FoundCamera(Message):
    """One picture source, and which of its streams are proposed.

    Attributes:
        name: What to call it.
        source: The device's own name of the picture source.
        streams: All that the device offers of it.
        sub: Address of the small stream; None where there is none that can be proposed.
        main: Address of the large one; None where it would be the same.
        id: 20 digits, where the source of the list knows them.
        region: 12 digits, likewise.
        location: (longitude, latitude), degrees, CGCS2000, likewise.
        remarks: What should be looked at before it is taken over.
    """

    name: str = Field(max_length=80)
    source: str = Field(default="", max_length=80)
    streams: tuple[FoundStream, ...] = Field(default=(), max_length=64)
    sub: str | None = Field(default=None, max_length=512)
    main: str | None = Field(default=None, max_length=512)
    id: CameraId | None = None
    region: RegionCode | None = None
    location: GeoPoint | None = None
    remarks: tuple[Remark, ...] = Field(default=(), max_length=20)
