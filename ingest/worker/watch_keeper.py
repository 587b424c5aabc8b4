"""Keeps detectors for exactly the cameras that the registry names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from datetime import datetime
from typing import TypeVar

import structlog

from detectors.finding import Finding
from ingest.worker.camera_watch import CameraWatch, WatchFactory
from ingest.worker.closing import closing_reading, vanished_camera
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.watched_camera import WatchedCamera
from sharp_eyes.alert.incident import Incident
from sharp_eyes.alert.phase import EndReason
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import Damaged
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.ground_reach import land_seen
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand

_log = structlog.get_logger(__name__)

T = TypeVar("T")


class WatchKeeper:
    """Makes, replaces and drops cameras' detectors; a camera that stays as it is notices nothing.

    Args:
        factory: Makes detectors.
        outbox: Holds their states.
        desk: Knows open incidents; none where nothing is recorded.
        clock: Stamps ends.
        threads: Runs what takes processor time.
    """

    def __init__(
        self,
        factory: WatchFactory,
        outbox: Outbox,
        desk: IncidentDesk | None,
        clock: Clock,
        threads: Executor,
    ) -> None:
        self._factory = factory
        self._outbox = outbox
        self._desk = desk
        self._clock = clock
        self._threads = threads
        self._cameras: dict[str, WatchedCamera] = {}

    def get(self, camera_id: str) -> WatchedCamera | None:
        """Return a camera with its detectors, none when the registry does not hold it."""
        return self._cameras.get(camera_id)

    def all(self) -> Iterable[WatchedCamera]:
        """Return all cameras with their detectors."""
        return list(self._cameras.values())

    def views_moved(self) -> dict[str, datetime]:
        """Return since when views have moved that nobody confirmed, by camera, UTC."""
        return {
            camera_id: since
            for camera_id, one in self._cameras.items()
            if (since := one.watch.view_moved_since) is not None
        }

    async def apply(self, registry: ShardRegistry, taken_over: Sequence[Incident] = ()) -> None:
        """Make the registry's cameras the watched ones.

        Args:
            registry: The cameras.
            taken_over: Incidents that came to the desk since the last time; their detectors go on
                with them even where the camera stays as it is.

        Open incidents of cameras that are gone end as ``camera removed``, those of zones that are
        gone as ``zone changed``; all others go on with the new detectors.
        """
        wanted = {camera.id: camera for camera in registry.cameras}
        gone = [self._cameras.pop(one) for one in list(self._cameras) if one not in wanted]
        for watched in gone:
            async with watched.lock:
                await self._end_all(watched.camera)
        if self._desk is not None:
            # Incidents on disk of cameras that vanished while we were not running.
            for camera_id in self._desk.cameras_with_open() - set(wanted):
                await self._end_all(vanished_camera(camera_id))
        for camera in registry.cameras:
            permits = land_seen(camera, registry.permits)
            protected = land_seen(camera, registry.protected_land)
            new = [one for one in taken_over if one.key.camera_id == camera.id]
            await self._watch(camera, permits, protected, new)
        await self._outbox.keep_states_of(set(wanted))

    async def _watch(
        self,
        camera: Camera,
        permits: tuple[Permit, ...],
        protected: tuple[ProtectedLand, ...],
        taken_over: Sequence[Incident],
    ) -> None:
        known = self._cameras.get(camera.id)
        wanted = (camera, permits, protected)
        if known is not None and (known.camera, known.permits, known.protected_land) == wanted:
            if taken_over:
                async with known.lock:
                    await self._resume(camera, known.watch, taken_over)
            return
        if known is None:
            state = await self._outbox.state(camera.id)
            watch = await self._make(*wanted, state)
            self._cameras[camera.id] = WatchedCamera(*wanted, watch)
            await self._resume(camera, watch)
            return
        # A look that is under way ends with the old detectors; the next takes the new ones.
        async with known.lock:
            state = await self._run(known.watch.state) or await self._outbox.state(camera.id)
            watch = await self._make(*wanted, state)
            known.camera, known.permits, known.protected_land = wanted
            known.watch = watch
            known.told_failing = False
            await self._resume(camera, watch)

    async def _make(
        self,
        camera: Camera,
        permits: tuple[Permit, ...],
        protected: tuple[ProtectedLand, ...],
        state: bytes | None,
    ) -> CameraWatch:
        def make() -> CameraWatch:
            watch = self._factory(camera, permits, protected)
            if state is not None:
                try:
                    watch.restore(state)
                except Damaged as error:
                    _log.warning(
                        "a detector's state cannot be read; it learns anew",
                        camera=camera.id,
                        reason=str(error),
                    )
                    watch = self._factory(camera, permits, protected)
            return watch

        return await self._run(make)

    async def _resume(
        self, camera: Camera, watch: CameraWatch, incidents: Sequence[Incident] | None = None
    ) -> None:
        if self._desk is None:
            return
        at = self._clock.now()
        known = self._desk.open_of(camera.id) if incidents is None else incidents
        ends: list[Finding] = watch.resume(known, at)
        for finding in ends:
            await self._desk.take(finding, camera, TimeSource.ARRIVAL, at)

    async def _end_all(self, camera: Camera) -> None:
        if self._desk is None:
            return
        for incident in self._desk.open_of(camera.id):
            reading = closing_reading(incident, self._clock.now())
            await self._desk.tell(incident.key, camera, reading, end=EndReason.CAMERA_REMOVED)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def save_states(self) -> None:
        """Write the states of detectors that learned something since they were last saved."""
        states: dict[str, bytes] = {}
        for camera_id, watched in list(self._cameras.items()):
            if not watched.unsaved:
                continue
            async with watched.lock:
                watched.unsaved = False
                state = await self._run(watched.watch.state)
            if state is not None:
                states[camera_id] = state
        if states:
            await self._outbox.save_states(states)
