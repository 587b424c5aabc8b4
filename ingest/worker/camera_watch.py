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
    def watches_diagnosis(self) -> bool:
        """Whether ``look_diagnosis`` does anything."""
        ...

    @property
    def worth_saving(self) -> bool:
        """Whether the diagnosis learned something since ``state`` was last called."""
        ...

    @property
    def view_moved_since(self) -> datetime | None:
        """Since when the view has moved and no operator confirmed it; none where it has not."""
        ...

    @property
    def blind(self) -> bool:
        """Whether the picture has a fault in which nothing that is seen can be believed."""
        ...

    @property
    def frames_waiting(self) -> int:
        """Frames taken for the running visit."""
        ...

    def mask_still(self, image: Picture) -> Picture:
        """Burn the privacy masks in; mask all of it while the view has moved."""
        ...

    def look_crowd(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Count people."""
        ...

    def look_diagnosis(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Look for faults of the picture."""
        ...

    def signal_lost(self, at: datetime) -> list[Finding]:
        """End what cannot go on without pictures."""
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
