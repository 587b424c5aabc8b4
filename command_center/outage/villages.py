"""Every village's cameras, by registry, health and open faults."""

from __future__ import annotations

from datetime import datetime

from command_center.health.health_board import HealthBoard
from command_center.outage.outage_facts import OutageFacts
from command_center.outage.village import Village
from command_center.registry.directory_holder import DirectoryHolder
from sharp_eyes.clock import Clock
from sharp_eyes.node.health import CameraState
from sharp_eyes.region_code import level_of


class Villages:
    """Looks at villages.

    A camera is gone while its worker says that it is offline, or while its fault is open: the one
    comes sooner, the other outlives a restart of worker and centre. Where the shard is silent
    (contract C8) its cameras are unknown, and neither gone nor here: that is told as a silent
    shard, once.

    Args:
        directory: The registered cameras.
        clock: No camera went later than now, whatever its node's clock says.
    """

    def __init__(self, directory: DirectoryHolder, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._revision = -1
        self._cameras: dict[str, list[str]] = {}

    def look(self, health: HealthBoard, facts: OutageFacts) -> dict[str, Village]:
        """Return all villages as they are now.

        Args:
            health: What the workers say.
            facts: Which faults are open.
        """
        self._index()
        now = self._clock.now()
        return {
            code: self._village(code, cameras, health, facts, now)
            for code, cameras in self._cameras.items()
        }

    def _index(self) -> None:
        directory = self._directory.current
        if directory.revision == self._revision:
            return
        self._revision = directory.revision
        self._cameras = {}
        for camera in directory.registry.cameras:
            if camera.enabled and level_of(camera.region) == "village":
                self._cameras.setdefault(camera.region, []).append(camera.id)

    @staticmethod
    def _village(
        code: str, cameras: list[str], health: HealthBoard, facts: OutageFacts, now: datetime
    ) -> Village:
        gone: dict[str, datetime] = {}
        here: set[str] = set()
        for camera_id in cameras:
            fault = facts.faults.get(camera_id)
            state = health.change(camera_id)
            since = [fault.opened_at] if fault is not None else []
            if state.state == CameraState.OFFLINE.value:
                since.append(state.since)
            if since:
                gone[camera_id] = min(*since, now)
            elif state.state == CameraState.ONLINE.value:
                here.add(camera_id)
        return Village(code, len(cameras), gone, frozenset(here))
