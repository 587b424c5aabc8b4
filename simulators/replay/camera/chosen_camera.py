"""The camera that a replay stands for."""

from __future__ import annotations

from dataclasses import dataclass

from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand


@dataclass(frozen=True, slots=True)
class ChosenCamera:
    """A camera with what its detectors need beside it.

    Attributes:
        camera: Its zones, limits and intervals.
        permits: Building permits, of any camera.
        protected_land: Land with lower limits, of any camera.
    """

    camera: Camera
    permits: tuple[Permit, ...] = ()
    protected_land: tuple[ProtectedLand, ...] = ()
