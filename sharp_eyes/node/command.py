"""Commands from the centre to a node (contract C12)."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from sharp_eyes.device_code import CameraId
from sharp_eyes.identifiers import Ulid
from sharp_eyes.node.message import Message


class StillsLease(Message):
    """Asks for stills of some cameras for a while; renewed while somebody looks.

    Attributes:
        id: The command's id.
        kind: ``stills``.
        centre: Which centre process asks; another one's lease is left as it is.
        cameras: Whose stills; replaces the former lease of the same centre and shard.
        every_s: Shortest time between two stills of a camera.
        width_px: Wanted width; the height follows the picture.
        deadline: When the lease ends by itself, UTC.
    """

    id: Ulid
    kind: Literal["stills"] = "stills"
    centre: str = Field(default="", max_length=40)
    cameras: tuple[CameraId, ...] = Field(max_length=500)
    every_s: float = Field(default=1.0, ge=0.2, le=60.0)
    width_px: int = Field(default=640, ge=160, le=1920)
    deadline: AwareDatetime
