"""Short H.264 and H.265 clips made on the spot."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import numpy as np

from ingest.codec import Codec

START = b"\0\0\0\1"


@dataclass(frozen=True)
class Clip:
    codec: Codec
    width: int
    height: int
    units: tuple[tuple[bytes, ...], ...]  # NAL units of each access unit
    sets: tuple[bytes, ...]

    def nal_type(self, nal: bytes) -> int:
        return nal[0] & 31 if self.codec is Codec.H264 else nal[0] >> 1 & 63

    def is_set(self, nal: bytes) -> bool:
        return self.nal_type(nal) in ((7, 8) if self.codec is Codec.H264 else (32, 33, 34))

    def is_key(self, unit: tuple[bytes, ...]) -> bool:
        key = range(5, 6) if self.codec is Codec.H264 else range(16, 22)
        return any(self.nal_type(nal) in key for nal in unit)

    def pictures(self, unit: tuple[bytes, ...]) -> bytes:
        """Annex B of the slices alone."""
        last = 5 if self.codec is Codec.H264 else 31
        return b"".join(START + nal for nal in unit if self.nal_type(nal) <= last)

    def without_sets(self) -> "Clip":
        units = tuple(tuple(n for n in unit if not self.is_set(n)) for unit in self.units)
        return Clip(self.codec, self.width, self.height, units, self.sets)


def split_annexb(data: bytes) -> tuple[bytes, ...]:
    parts = data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return tuple(part for part in parts[1:] if part)


def picture(width: int, height: int, number: int) -> np.ndarray:
    """A gradient with a square that wanders and noise that makes the key frame large."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 0] = np.linspace(0, 255, width)
    image[:, :, 1] = np.linspace(0, 255, height)[:, None]
    image[:, :, 2] = np.random.default_rng(7).integers(0, 60, (height, width))
    left = 8 * number % (width - 32)
    image[height // 2 : height // 2 + 32, left : left + 32] = (20, 220, 240)
    return image


@cache
def clip(
    codec: Codec = Codec.H264,
    width: int = 320,
    height: int = 192,
    frames: int = 10,
    gop: int = 5,
    slices: int = 1,
) -> Clip:
    name = "libx264" if codec is Codec.H264 else "libx265"
    context = av.CodecContext.create(name, "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, 15)
    keys = f"keyint={gop}:min-keyint={gop}:scenecut=0:repeat-headers=1:bframes=0:slices={slices}"
    if codec is Codec.H264:
        context.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": keys}
    else:
        keys += ":log-level=none:pools=1:frame-threads=1:open-gop=0:bframes=0"
        context.options = {"preset": "ultrafast", "tune": "zerolatency", "x265-params": keys}
    units = []
    for number in range(frames):
        frame = av.VideoFrame.from_ndarray(picture(width, height, number), format="bgr24")
        frame.pts = number
        units += [bytes(packet) for packet in context.encode(frame)]
    units += [bytes(packet) for packet in context.encode(None)]
    nals = tuple(split_annexb(unit) for unit in units)
    made = Clip(codec, width, height, nals, ())
    sets = tuple(nal for nal in nals[0] if made.is_set(nal))
    return Clip(codec, width, height, nals, sets)
