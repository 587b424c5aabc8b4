"""A camera with its detectors."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ingest.worker.camera_watch import CameraWatch
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand


@dataclass(slots=True)
class WatchedCamera:
    """One camera as the worker holds it.

    Attributes:
        camera: As registered.
        permits: Permits on ground it may see.
        protected_land: Protected land it may see.
        watch: Its detectors.
        lock: Held by whoever lets the detectors work, so that no two threads do at once.
        unsaved: Whether the detectors learned something since their state was saved.
        told_failing: Whether it was logged that looking at it fails.
    """

    camera: Camera
    permits: tuple[Permit, ...]
    protected_land: tuple[ProtectedLand, ...]
    watch: CameraWatch
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    unsaved: bool = False
    told_failing: bool = False
