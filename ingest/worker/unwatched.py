"""A camera that is only pulled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from detectors.finding import Finding
from detectors.picture import Picture
from sharp_eyes.alert.incident import Incident
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand


class Unwatched:
    """A ``CameraWatch`` that finds nothing and shows nothing.

    For a worker that runs alone without detectors, which then need not be imported.
    """

    watches_crowd = False
    watches_construction = False
    watches_diagnosis = False
    worth_saving = False
    blind = False
    view_moved_since = None
    frames_waiting = 0

    def mask_still(self, image: Picture) -> Picture:
        """Black it out: whether its view has moved is not known here."""
        return np.zeros_like(image)

    def look_crowd(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Find nothing."""
        return []

    def look_diagnosis(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Find nothing."""
        return []

    def signal_lost(self, at: datetime) -> list[Finding]:
        """End nothing."""
        return []

    def visit_frame(self, image: Picture) -> None:
        """Take nothing."""

    def look_construction(self, captured_at: datetime) -> list[Finding]:
        """Find nothing."""
        return []

    def resume(self, incidents: Iterable[Incident], at: datetime) -> list[Finding]:
        """Leave all incidents to a worker that watches."""
        return []

    def state(self) -> bytes | None:
        """Return nothing: there is nothing."""
        return None

    def restore(self, data: bytes) -> None:
        """Leave a stored state as it is."""


def unwatched(
    camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
) -> Unwatched:
    """Make one; a ``WatchFactory``."""
    return Unwatched()
