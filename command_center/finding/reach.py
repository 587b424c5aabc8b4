"""What of other people's cameras a look or a search must not show."""

from __future__ import annotations

from urllib.parse import urlsplit

from command_center.accounts.viewer import Viewer
from sharp_eyes.finding.discovery_report import DiscoveryReport
from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.host_name import MAX_HOSTS_BYTES, canonical_host
from sharp_eyes.finding.masked_hosts import masked_hosts
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry

Place = tuple[str | None, int, str]
_PORTS = {"rtsp": 554, "rtsps": 322}


class Reach:
    """What one person may be shown.

    Args:
        viewer: Who.
        registry: What is registered.

    Attributes:
        guarded: Hosts at which nothing but coarse cells may be shown.
    """

    def __init__(self, viewer: Viewer, registry: Registry) -> None:
        others = [one for one in registry.cameras if not viewer.reaches_camera(one)]
        self._others = {place for one in others for place in _places(one)}
        self._own = {
            place
            for one in registry.cameras
            if viewer.reaches_camera(one)
            for place in _places(one)
        }
        others_at = {place[0] for place in self._others if place[0] is not None}
        self._guarded = others_at | masked_hosts(registry.cameras)
        self.guarded: tuple[str, ...] = tuple(sorted(self._guarded))
        self._too_many = sum(len(host) + 4 for host in self.guarded) > MAX_HOSTS_BYTES

    def refuses(self, address: str) -> bool:
        """Tell whether an address is that of somebody else's camera, and of none of theirs."""
        place = _place(address)
        return place in self._others and place not in self._own

    def masks_whole(self, address: str) -> bool:
        """Tell whether nothing but coarse cells may be shown.

        At a device with privacy masks nobody knows which picture they belong to; at one that also
        carries somebody else's cameras nobody knows whose picture it is.
        """
        host = _place(address)[0]
        return host is None or host in self._guarded or self._too_many

    def shown(self, report: DiscoveryReport) -> DiscoveryReport:
        """Return a report without the cameras that are somebody else's."""
        devices = []
        for device in report.devices:
            cameras = tuple(one for one in device.cameras if not self._is_others(one))
            if cameras or not device.cameras:
                devices.append(device.model_copy(update={"cameras": cameras}))
        return report.model_copy(update={"devices": tuple(devices)})

    def _is_others(self, camera: FoundCamera) -> bool:
        addresses = [one.address for one in camera.streams] + [camera.sub, camera.main]
        return any(address is not None and self.refuses(address) for address in addresses)


def _places(camera: Camera) -> list[Place]:
    addresses = (camera.streams.sub, camera.streams.main)
    return [_place(address) for address in addresses if address is not None]


def _place(address: str) -> Place:
    """Return what makes two addresses the same: host, port and path."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return (None, 0, address)
    host = canonical_host(parts.hostname) if parts.hostname else None
    return (host, port or _PORTS.get(parts.scheme, 0), f"{parts.path}?{parts.query}")
