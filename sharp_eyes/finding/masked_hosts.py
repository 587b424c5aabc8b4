"""At which devices nothing is shown but coarse cells."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from sharp_eyes.finding.host_name import canonical_host
from sharp_eyes.registry.camera import Camera


def masked_hosts(cameras: Iterable[Camera]) -> frozenset[str]:
    """Return the hosts of cameras that have privacy masks.

    A look at an address by itself does not know to which of a device's pictures a mask belongs, nor
    whether the view has moved since it was drawn: then all of the picture is masked.

    Args:
        cameras: As registered.

    Returns:
        Hosts, each in its one writing.
    """
    hosts = set()
    for camera in cameras:
        if not camera.privacy_masks:
            continue
        for address in (camera.streams.sub, camera.streams.main):
            host = urlsplit(address).hostname if address is not None else None
            if host:
                hosts.add(canonical_host(host))
    return frozenset(hosts)
