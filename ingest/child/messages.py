"""What a child process says: messages on a pipe, read strictly.

A message is a head of 9 bytes (magic ``SEc1``, kind, length of the body, big-endian) and a body.
The child reads what strangers send and may be in their hands: whatever is not exactly as written
here ends it.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass, field
from enum import IntEnum

from ingest.codec import Codec

HEAD = struct.Struct(">4sBI")
MAGIC = b"SEc1"
MAX_PIXELS = 4096 * 2304
"""A picture of yuv420p takes 1.5 bytes a pixel: 14 MB at most on the pipe."""
MIN_SIDE = 16
MAX_SIDE = 8192
MAX_TEXT_BYTES = 300

_PICTURE = struct.Struct(">HHBBIq")
"""Width, height, codec, flags, age in microseconds, the camera's wall clock in microseconds."""
_FIGURES = struct.Struct(">QQd")
_OPENED = struct.Struct(">BB")
_FULL_RANGE, _KEY = 1, 2
_CODECS = (Codec.H264, Codec.H265, Codec.OTHER)
_TRANSPORTS = ("tcp", "udp")
_MAX_AGE_S = 60.0
_PRINTABLE = re.compile(r"[^ -~]")


class Kind(IntEnum):
    """What a message is."""

    OPENED = 1
    PICTURE = 2
    FIGURES = 3
    FAILURE = 4


class Nonsense(ValueError):
    """A child said something that is no message."""


class Trouble(IntEnum):
    """Why a child gave up.

    Attributes:
        OTHER: Something else; the text says what.
        UNREACHABLE: No connection.
        CREDENTIALS: User name and password are wanted, and not these.
        NO_VIDEO: Nothing in the stream that can be decoded.
        NO_PICTURE: Video comes, and no picture of it.
        SILENT: Connected, and nothing came.
        ENDED: The camera ended the stream.
        NOT_FOUND: The camera does not know the path.
    """

    OTHER = 0
    UNREACHABLE = 1
    CREDENTIALS = 2
    NO_VIDEO = 3
    NO_PICTURE = 4
    SILENT = 5
    ENDED = 6
    NOT_FOUND = 7


@dataclass(frozen=True, slots=True)
class Opened:
    """The stream is open.

    Attributes:
        transport: ``tcp`` or ``udp``.
        codec: Of the video.
    """

    transport: str
    codec: Codec

    def encode(self) -> bytes:
        """Return the whole message."""
        body = _OPENED.pack(_TRANSPORTS.index(self.transport), _CODECS.index(self.codec))
        return HEAD.pack(MAGIC, Kind.OPENED, len(body)) + body


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    Attributes:
        width: Pixels, even.
        height: Pixels, even.
        codec: That it was decoded from.
        full_range: Whether luma spans 0 to 255, else 16 to 235.
        key: Whether it was decoded by itself.
        age_s: Since its last byte came from the network.
        wall_clock_us: The camera's word on when it was taken, microseconds since 1970 UTC; 0 if it
            says nothing.
        planes: yuv420p, 8 bit: height x width bytes of luma, then both of chroma, a quarter each.
    """

    width: int
    height: int
    codec: Codec
    full_range: bool
    key: bool
    age_s: float
    wall_clock_us: int
    planes: bytes = field(repr=False)

    def encode(self) -> tuple[bytes, bytes]:
        """Return the message's beginning and its planes, apart so that nothing is copied."""
        flags = (_FULL_RANGE if self.full_range else 0) | (_KEY if self.key else 0)
        age_us = min(int(self.age_s * 1e6), 0xFFFF_FFFF)
        codec = _CODECS.index(self.codec)
        body = _PICTURE.pack(self.width, self.height, codec, flags, age_us, self.wall_clock_us)
        return HEAD.pack(MAGIC, Kind.PICTURE, len(body) + len(self.planes)) + body, self.planes


@dataclass(frozen=True, slots=True)
class Figures:
    """What came so far; said about once a second while packets come.

    Attributes:
        video_bytes: Of the video.
        pictures: Coded pictures.
        key_interval_s: Between the last two key frames; 0 while there were not two.
    """

    video_bytes: int
    pictures: int
    key_interval_s: float

    def encode(self) -> bytes:
        """Return the whole message."""
        body = _FIGURES.pack(self.video_bytes, self.pictures, self.key_interval_s)
        return HEAD.pack(MAGIC, Kind.FIGURES, len(body)) + body


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the child gives up; its last message.

    Attributes:
        trouble: Of which kind.
        text: In a few words of English, without secrets.
    """

    trouble: Trouble
    text: str

    def encode(self) -> bytes:
        """Return the whole message."""
        body = bytes([self.trouble]) + self.text.encode("ascii", "replace")[:MAX_TEXT_BYTES]
        return HEAD.pack(MAGIC, Kind.FAILURE, len(body)) + body


Message = Opened | Picture | Figures | Failure

_LONGEST = {
    Kind.OPENED: _OPENED.size,
    Kind.PICTURE: _PICTURE.size + MAX_PIXELS * 3 // 2,
    Kind.FIGURES: _FIGURES.size,
    Kind.FAILURE: 1 + MAX_TEXT_BYTES,
}


def read_head(head: bytes) -> tuple[Kind, int]:
    """Read a message's head.

    Args:
        head: ``HEAD.size`` bytes.

    Returns:
        The kind, and the length of the body that follows, in bytes.

    Raises:
        Nonsense: it is none, or announces more than its kind may hold.
    """
    magic, number, length = HEAD.unpack(head)
    if magic != MAGIC or number not in _LONGEST:
        raise Nonsense("no message begins so")
    kind = Kind(number)
    if length > _LONGEST[kind]:
        raise Nonsense(f"{kind.name} of {length} bytes")
    return kind, length


def read_body(kind: Kind, body: bytes) -> Message:
    """Read a message's body.

    Raises:
        Nonsense: it does not keep what its kind promises.
    """
    try:
        if kind is Kind.PICTURE:
            return _read_picture(body)
        if kind is Kind.OPENED:
            transport, codec = _OPENED.unpack(body)
            return Opened(_TRANSPORTS[transport], _CODECS[codec])
        if kind is Kind.FIGURES:
            return _read_figures(body)
        text = _PRINTABLE.sub("?", body[1:].decode("ascii", "replace"))
        return Failure(Trouble(body[0]), text)
    except (struct.error, IndexError, ValueError) as error:
        raise Nonsense(f"{kind.name}: {error}") from error


def _read_picture(body: bytes) -> Picture:
    width, height, codec, flags, age_us, wall_clock_us = _PICTURE.unpack_from(body)
    if not (MIN_SIDE <= width <= MAX_SIDE and MIN_SIDE <= height <= MAX_SIDE):
        raise Nonsense(f"a picture of {width}x{height}")
    planes = body[_PICTURE.size :]
    if width % 2 or height % 2 or len(planes) != width * height * 3 // 2:
        raise Nonsense(f"{len(planes)} bytes for {width}x{height}")
    if age_us > _MAX_AGE_S * 1e6 or flags & ~(_FULL_RANGE | _KEY):
        raise Nonsense("age or flags")
    return Picture(
        width=width,
        height=height,
        codec=_CODECS[codec],
        full_range=bool(flags & _FULL_RANGE),
        key=bool(flags & _KEY),
        age_s=age_us / 1e6,
        wall_clock_us=wall_clock_us,
        planes=planes,
    )


def _read_figures(body: bytes) -> Figures:
    video_bytes, pictures, key_interval_s = _FIGURES.unpack(body)
    if not (math.isfinite(key_interval_s) and 0 <= key_interval_s < 1e6):
        raise Nonsense("key-frame interval")
    if video_bytes > 1 << 60 or pictures > 1 << 60:
        raise Nonsense("counters")
    return Figures(video_bytes, pictures, key_interval_s)
