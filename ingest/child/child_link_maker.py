"""Makes links that read cameras by child processes."""

from __future__ import annotations

from ingest.camera_link import CameraLink, LinkHost
from ingest.camera_source import CameraSource
from ingest.child.address import ChildAddress
from ingest.child.child_link import ChildLink
from ingest.child.child_settings import ChildSettings
from ingest.child.child_slots import ChildSlots
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.clock import Clock


class ChildLinkMaker:
    """Holds what all children share: how many there may be.

    Args:
        settings: Limits.
        clock: For times and limits.
        trust: Which certificates are believed for rtsps.
    """

    def __init__(
        self, settings: ChildSettings, clock: Clock, trust: TlsTrust | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._address = ChildAddress(trust or TlsTrust())
        self._slots = ChildSlots(settings.max_children)

    @property
    def running(self) -> int:
        """How many children there are."""
        return self._slots.taken

    def __call__(self, source: CameraSource, host: LinkHost) -> CameraLink:
        """Make one link; does no input or output."""
        return ChildLink(source, host, self._settings, self._clock, self._slots, self._address)
