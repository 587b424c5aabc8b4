"""The detectors of one camera, as the worker uses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from detectors.finding import Finding
from detectors.picture import Picture
from sharp_eyes.alert.incident import Incident
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand


class CameraWatch(Protocol):
    """``detectors.pipeline.CameraDetectors`` in production; never in two threads at once."""

    @property
    def watches_crowd(self) -> bool:
        """Whether ``look_crowd`` does anything."""
        ...

    @property
    def watches_construction(self) -> bool:
        """Whether visits do anything."""
        ...

    @property
    def frames_waiting(self) -> int:
        """Frames taken for the running visit."""
        ...

    def mask_still(self, image: Picture) -> Picture:
        """Burn the privacy masks in."""
        ...

    def look_crowd(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Count people."""
        ...

    def visit_frame(self, image: Picture) -> None:
        """Take one frame of the running visit."""
        ...

    def look_construction(self, captured_at: datetime) -> list[Finding]:
        """Finish the running visit."""
        ...

    def resume(self, incidents: Iterable[Incident], at: datetime) -> list[Finding]:
        """Go on with incidents open before; returns the ends of those watched no more."""
        ...

    def state(self) -> bytes | None:
        """Return what a restart needs."""
        ...

    def restore(self, data: bytes) -> None:
        """Go on with a stored state."""
        ...


class WatchFactory(Protocol):
    """Makes the detectors of a camera."""

    def __call__(
        self, camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
    ) -> CameraWatch:
        """Make them; may take some milliseconds."""
        ...
