"""The frame supply under a guard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from ingest.camera_link import LinkMaker
from ingest.camera_source import CameraSource
from ingest.guard.quarantine import Quarantine
from ingest.rtsp.tls_trust import TlsTrust
from ingest.source_kind import SourceKind
from ingest.supply import FrameSupply
from sharp_eyes.clock import Clock


class GuardedSupply(FrameSupply):
    """Lets cameras out of quarantine when their streams change.

    Args:
        quarantine: Asked for each camera.
        clock: For times and limits.
        rng: For jitter and client nonces.
        makers: Make links of other kinds than our own RTSP client, the child process's among them.
        trust: Which certificates are believed for rtsps.
    """

    def __init__(
        self,
        quarantine: Quarantine,
        clock: Clock,
        rng: Random,
        makers: Mapping[SourceKind, LinkMaker],
        trust: TlsTrust | None = None,
    ) -> None:
        super().__init__(clock, rng, makers=makers, quarantined=quarantine, trust=trust)
        self._quarantine = quarantine
        self._sources: dict[str, CameraSource] = {}

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Make these the cameras; those that stay as they are notice nothing."""
        self._sources = {source.id: source for source in sources}
        self._quarantine.review(sources)
        super().set_cameras(sources)

    def source(self, camera_id: str) -> CameraSource | None:
        """Return where a camera's stream is to be had; None if there is no such camera."""
        return self._sources.get(camera_id)
