"""The last seconds of a stream, in memory only."""

from __future__ import annotations

from collections import deque


class PacketTap:
    """A ring of interleaved packets as they came, capped in bytes.

    Clips are cut from it. It never leaves the memory by itself: what it holds is not masked.

    Args:
        max_bytes: The most it holds; the oldest go first. A single reading over this is not kept.

    Attributes:
        held_bytes: What it holds now.
        dropped_bytes: What went because the cap was reached.
    """

    __slots__ = ("_chunks", "_max_bytes", "dropped_bytes", "held_bytes")

    def __init__(self, max_bytes: int) -> None:
        if max_bytes < 1:
            raise ValueError(f"a tap holds at least a byte: {max_bytes}")
        self._max_bytes = max_bytes
        self._chunks: deque[bytes] = deque()
        self.held_bytes = 0
        self.dropped_bytes = 0

    def keep(self, buffer: bytearray, count: int) -> None:
        """Keep the first bytes of a buffer: whole packets and messages, as one reading took them.

        Args:
            buffer: Copied from, not kept.
            count: How many of its bytes.
        """
        if not count:
            return
        self._chunks.append(bytes(memoryview(buffer)[:count]))
        self.held_bytes += count
        while self.held_bytes > self._max_bytes:
            gone = self._chunks.popleft()
            self.held_bytes -= len(gone)
            self.dropped_bytes += len(gone)

    def data(self) -> bytearray:
        """Return all that it holds, oldest first; begins anywhere in a group of pictures."""
        return bytearray().join(self._chunks)
