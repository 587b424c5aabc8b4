"""What clips need of the worker's frames."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ingest.tapped_unit import TappedUnit


@runtime_checkable
class TapSource(Protocol):
    """Keeps the last bytes of streams in memory; ``FrameSupply`` in production."""

    def tap(self, camera_id: str, max_bytes: int) -> None:
        """Keep so many of a camera's stream from now on; 0 for none."""
        ...

    def tapped(self, camera_id: str) -> list[TappedUnit]:
        """Return the pictures kept of a camera, from the first key picture among them."""
        ...

    def bitrate_kbps(self, camera_id: str) -> float | None:
        """Return the bitrate of a camera's stream as measured last; none before."""
        ...
