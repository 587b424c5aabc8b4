"""Links of other kinds than our own RTSP client."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.camera_link import CameraLink, LinkHost, LinkMaker
from ingest.camera_source import CameraSource
from ingest.child.child_link_maker import ChildLinkMaker
from ingest.child.child_settings import ChildSettings
from ingest.rtsp.tls_trust import TlsTrust
from ingest.source_kind import SourceKind
from ingest.webrtc.webrtc_settings import WebRtcSettings
from sharp_eyes.clock import Clock

if TYPE_CHECKING:
    from ingest.webrtc.whip_hub import WhipHub


class LateMaker:
    """A ``LinkMaker`` that is made, and its libraries imported, with its first link.

    Args:
        make: Makes it.
    """

    def __init__(self, make: Callable[[], LinkMaker]) -> None:
        self._make = make
        self._made: LinkMaker | None = None

    def __call__(self, source: CameraSource, host: LinkHost) -> CameraLink:
        """Make one link; does no input or output."""
        if self._made is None:
            self._made = self._make()
        return self._made(source, host)


def link_makers(
    clock: Clock,
    webrtc: WebRtcSettings,
    hub: WhipHub | None,
    *,
    children: int,
    trust: TlsTrust,
) -> dict[SourceKind, LinkMaker]:
    """Put the makers together.

    Args:
        clock: For times and limits.
        webrtc: Limits and ICE servers.
        hub: Where devices publish; none where the worker does not listen.
        children: Child processes at once; 0 for no child process ever.
        trust: Which certificates are believed.
    """

    def whep() -> LinkMaker:
        from ingest.webrtc.whep_link_maker import WhepLinkMaker

        return WhepLinkMaker(clock, webrtc, trust)

    makers: dict[SourceKind, LinkMaker] = {SourceKind.WHEP: LateMaker(whep)}
    if children:
        makers[SourceKind.CHILD] = ChildLinkMaker(
            ChildSettings(max_children=children), clock, trust
        )
    if hub is not None:
        from ingest.webrtc.whip_link_maker import WhipLinkMaker

        makers[SourceKind.WHIP] = WhipLinkMaker(hub)
    return makers
