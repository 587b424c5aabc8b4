"""Every village's cameras, by registry, health and open faults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from command_center.health.health_board import HealthBoard
from command_center.outage.village import Village
from command_center.registry.directory_holder import DirectoryHolder
from sharp_eyes.clock import Clock
from sharp_eyes.node.health import CameraState
from sharp_eyes.region_code import level_of


class Villages:
    """Looks at villages, and again only at those of which there is news.

    A camera is gone while its worker says that it is offline, or while its fault is open: the one
    comes sooner, the other outlives a restart of worker and centre. Where the shard is silent
    (contract C8) its cameras are unknown, and neither gone nor here: that is told as a silent
    shard, once.

    Args:
        directory: The registered cameras.
        health: What the workers say.
        clock: No camera went later than now, whatever its node's clock says.
    """

    def __init__(self, directory: DirectoryHolder, health: HealthBoard, clock: Clock) -> None:
        self._directory = directory
        self._health = health
        self._clock = clock
        self._revision = -1
        self._version = 0
        self._cameras: dict[str, list[str]] = {}
        self._village_of: dict[str, str] = {}
        self._faults: dict[str, datetime] = {}
        self._seen: dict[str, Village] = {}
        self._ahead: set[str] = set()

    def look(self, faults: Mapping[str, datetime]) -> Mapping[str, Village]:
        """Return all villages as they are now.

        Args:
            faults: The cameras with an open fault, each since when, UTC.
        """
        self._index()
        moved = {camera_id for camera_id, _at in faults.items() ^ self._faults.items()}
        moved.update(self._health.changed_since(self._version))
        self._version, self._faults = self._health.version, dict(faults)
        news = {self._village_of[one] for one in moved if one in self._village_of}
        now = self._clock.now()
        for code in news | (self._cameras.keys() - self._seen.keys()) | self._ahead:
            self._seen[code] = self._village(code, now)
        return self._seen

    def _index(self) -> None:
        directory = self._directory.current
        if directory.revision == self._revision:
            return
        self._revision = directory.revision
        self._cameras, self._village_of, self._seen = {}, {}, {}
        self._ahead.clear()
        for camera in directory.registry.cameras:
            if camera.enabled and level_of(camera.region) == "village":
                self._cameras.setdefault(camera.region, []).append(camera.id)
                self._village_of[camera.id] = camera.region

    def _village(self, code: str, now: datetime) -> Village:
        gone: dict[str, datetime] = {}
        here: set[str] = set()
        ahead = False
        for camera_id in self._cameras[code]:
            fault = self._faults.get(camera_id)
            health = self._health.health_of(camera_id)
            since = [fault] if fault is not None else []
            if health is not None and health.state is CameraState.OFFLINE:
                since.append(health.since)
            if since:
                first = min(since)
                ahead = ahead or first > now
                gone[camera_id] = min(first, now)
            elif health is not None and health.state is CameraState.ONLINE:
                here.add(camera_id)
        # What a clock ahead of ours says goes on until our own has come to it.
        (self._ahead.add if ahead else self._ahead.discard)(code)
        return Village(code, len(self._cameras[code]), gone, frozenset(here))
