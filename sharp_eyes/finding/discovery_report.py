"""What a search of the network found."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.finding.found_device import FoundDevice
from sharp_eyes.finding.remark import Remark
from sharp_eyes.node.message import Message

MAX_DEVICES = 512


class DiscoveryReport(Message):
    """What answered.

    Attributes:
        devices: In the order of their addresses.
        remarks: What kept it from being all: limits reached, answers refused.
    """

    devices: tuple[FoundDevice, ...] = Field(default=(), max_length=MAX_DEVICES)
    remarks: tuple[Remark, ...] = Field(default=(), max_length=50)
