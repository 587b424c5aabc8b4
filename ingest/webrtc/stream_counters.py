"""What a connection counts about its video."""

from __future__ import annotations

from typing import Protocol


class StreamCounters(Protocol):
    """Counters that only grow."""

    @property
    def video_bytes(self) -> int:
        """Bytes of payload."""
        ...

    @property
    def frames(self) -> int:
        """Pictures of any kind."""
        ...

    @property
    def lost(self) -> int:
        """Packets that never came."""
        ...

    @property
    def dropped(self) -> int:
        """Key frames that stayed damaged."""
        ...
