"""A supply that keeps what it is told to keep."""

from __future__ import annotations

from ingest.tapped_unit import TappedUnit


class FakeTaps:
    """Remembers taps; gives out what a test puts in."""

    def __init__(self) -> None:
        self.rings: dict[str, int] = {}
        self.units: dict[str, list[TappedUnit]] = {}
        self.kbps: dict[str, float] = {}
        self.told: list[tuple[str, int]] = []

    def tap(self, camera_id: str, max_bytes: int) -> None:
        """Note it."""
        self.told.append((camera_id, max_bytes))
        if max_bytes:
            self.rings[camera_id] = max_bytes
        else:
            del self.rings[camera_id]

    def tapped(self, camera_id: str) -> list[TappedUnit]:
        """What a test put in, as long as it is tapped."""
        return self.units.get(camera_id, []) if camera_id in self.rings else []

    def bitrate_kbps(self, camera_id: str) -> float | None:
        """As set."""
        return self.kbps.get(camera_id)
