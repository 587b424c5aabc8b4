"""Makes links for cameras that publish to us."""

from __future__ import annotations

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.webrtc.whip_hub import WhipHub
from ingest.webrtc.whip_link import WhipLink


class WhipLinkMaker:
    """A ``LinkMaker``.

    Args:
        hub: The one that the HTTP endpoint has too.
    """

    def __init__(self, hub: WhipHub) -> None:
        self._hub = hub

    def __call__(self, source: CameraSource, host: LinkHost) -> WhipLink:
        """Make one; does no input or output."""
        return WhipLink(source, host, self._hub)
