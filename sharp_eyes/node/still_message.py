"""A still and what is said of it, in one message (contract C12)."""

from __future__ import annotations

import struct
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.device_code import CameraId

CENTRE_HEADER = "Sharp-Eyes-Centre"
"""In the handshake of the line: the name by which the same process asks for stills in leases."""

MAX_STILL_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 1024
_LENGTH = struct.Struct(">I")

MAX_MESSAGE_BYTES = _LENGTH.size + MAX_HEADER_BYTES + MAX_STILL_BYTES


class StillMessage(BaseModel):
    """What a node says of a still; on the line its JSON goes before the picture.

    Attributes:
        number: The node's, on this line; the answer names it.
        camera: 20 digits.
        captured_at: Capture time, UTC.
        time_source: Whose clock that is.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    number: int = Field(ge=0)
    camera: CameraId
    captured_at: AwareDatetime
    time_source: TimeSource

    def with_picture(self, jpeg: bytes) -> bytes:
        """Return the message: see ``framed``."""
        return framed(self.model_dump_json().encode(), jpeg)

    @classmethod
    def taken_apart(cls, message: bytes) -> tuple[Self, bytes]:
        """Read a message.

        Returns:
            What is said, and the picture.

        Raises:
            ValueError: it is none.
        """
        if len(message) < _LENGTH.size:
            raise ValueError("the message is too short")
        (length,) = _LENGTH.unpack_from(message)
        end = _LENGTH.size + length
        if length > MAX_HEADER_BYTES or end > len(message):
            raise ValueError("the header's length is wrong")
        try:
            said = cls.model_validate_json(message[_LENGTH.size : end])
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        return said, message[end:]


class StillAnswer(BaseModel):
    """The centre's word on a still.

    Attributes:
        number: Of the still.
        wanted: False when nobody looks at this camera any more.
        refused: Why the still was not taken; none when it was, or when nobody looks.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    number: int
    wanted: bool = True
    refused: str | None = Field(default=None, max_length=300)


def framed(header: bytes, content: bytes) -> bytes:
    """Return 4 bytes big-endian length of the header, the header, then the content."""
    return b"".join((_LENGTH.pack(len(header)), header, content))
