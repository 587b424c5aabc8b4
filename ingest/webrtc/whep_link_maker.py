"""Makes links for streams that we subscribe to by WebRTC."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.rtsp.tls_trust import TlsTrust
from ingest.webrtc.webrtc_settings import WebRtcSettings
from ingest.webrtc.whep_link import WhepLink
from sharp_eyes.clock import Clock


class WhepLinkMaker:
    """A ``LinkMaker``.

    Args:
        clock: For times and limits.
        settings: Limits and ICE servers.
        trust: Which certificates are believed for wheps.
    """

    def __init__(
        self,
        clock: Clock,
        settings: WebRtcSettings | None = None,
        trust: TlsTrust | None = None,
    ) -> None:
        self._clock = clock
        self._settings = settings or WebRtcSettings()
        self._trust = trust or TlsTrust()
        self._contexts: dict[bool, ssl.SSLContext] = {}

    def __call__(self, source: CameraSource, host: LinkHost) -> WhepLink:
        """Make one; does no input or output."""
        trust = self._trust
        if source.certificate_sha256 is not None:
            trust = replace(trust, pinned_sha256=source.certificate_sha256)
        return WhepLink(source, host, self._clock, self._settings, trust, self._context)

    async def _context(self, trust: TlsTrust) -> ssl.SSLContext:
        """One for all that check by authority, one for all that are pinned."""
        pinned = trust.pinned_sha256 is not None
        if pinned not in self._contexts:
            self._contexts[pinned] = await asyncio.to_thread(trust.context)
        return self._contexts[pinned]
