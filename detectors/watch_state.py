"""What is stored of all detectors of one camera."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged

_FORMAT = b"SE2"
_FORMER = b"SE1"
"""Construction alone, without lengths."""

_FINGERPRINT_BYTES = 32
_LENGTHS = struct.Struct(">II")
_HEAD_BYTES = len(_FORMAT) + _FINGERPRINT_BYTES


@dataclass(frozen=True, slots=True)
class WatchState:
    """Detectors' states side by side.

    Attributes:
        fingerprint: 32 bytes of what construction's state was made under.
        construction: Its state, where it has one.
        diagnosis: Its state, where it has one.
    """

    fingerprint: bytes
    construction: bytes | None
    diagnosis: bytes | None

    def to_bytes(self) -> bytes:
        """Put them together."""
        parts = [self.construction or b"", self.diagnosis or b""]
        lengths = _LENGTHS.pack(*(len(part) for part in parts))
        return b"".join([_FORMAT, self.fingerprint, lengths, *parts])

    @classmethod
    def from_bytes(cls, data: bytes) -> WatchState:
        """Take them apart.

        Raises:
            Damaged: these are none.
        """
        fingerprint = data[len(_FORMAT) : _HEAD_BYTES]
        body = data[_HEAD_BYTES:]
        if data.startswith(_FORMER) and len(data) >= _HEAD_BYTES:
            return cls(fingerprint, body or None, None)
        if data.startswith(_FORMAT) and len(body) >= _LENGTHS.size:
            first, second = _LENGTHS.unpack_from(body)
            parts = body[_LENGTHS.size :]
            if len(parts) == first + second:
                return cls(fingerprint, parts[:first] or None, parts[first:] or None)
        raise Damaged(Bilingual("检测状态无法读取", "a detector's state cannot be read"))
