"""A link by our own RTSP client."""

from __future__ import annotations

from random import Random

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.camera_stream import CameraStream
from ingest.link_figures import LinkFigures
from ingest.rtsp.connector import Connector
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.poller import Poller
from ingest.rtsp.rtsp_session import RtspSession
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.source_kind import SourceKind
from ingest.supply_settings import SupplySettings
from ingest.tapped_unit import TappedUnit
from sharp_eyes.clock import Clock


class RtspLink:
    """Key frames of one RTSP session.

    Args:
        source: The camera.
        host: Takes its frames.
        clock: For times and limits.
        rng: For client nonces.
        settings: Limits.
        connector: Opens connections.
        poller: Reads the stream.
    """

    kind = SourceKind.RTSP

    def __init__(
        self,
        source: CameraSource,
        host: LinkHost,
        clock: Clock,
        rng: Random,
        settings: SupplySettings,
        connector: Connector,
        poller: Poller,
    ) -> None:
        self._source = source
        self._host = host
        self._clock = clock
        self._rng = rng
        self._settings = settings
        self._connector = connector
        self._poller = poller
        self._session: RtspSession | None = None
        self._stream: CameraStream | None = None

    @property
    def figures(self) -> LinkFigures:
        """What the stream measured so far."""
        return self._stream.figures if self._stream else LinkFigures()

    async def open(self) -> None:
        """Run the control plane up to PLAY; raises what ``RtspSession.open`` raises."""
        url, credentials = RtspUrl.parse(self._source.url)
        getrandbits = self._rng.getrandbits  # a nonce that knew this link would be a circle
        if self._source.username is not None:
            credentials = Credentials(self._source.username, self._source.password or "")
        self._session = RtspSession(
            url,
            credentials,
            self._connector,
            self._settings.rtsp,
            lambda: f"{getrandbits(64):016x}",
            self._source.certificate_sha256,
        )
        await self._session.open()
        self._stream = CameraStream(
            self._source.id,
            self._session,
            self._clock,
            self._settings,
            self._poller,
            self._host.take,
            self._host.next_sequence,
        )

    async def run(self) -> None:
        """Hand key frames on until the stream ends; raises why it did."""
        if self._stream is None:
            raise RuntimeError("the link is not open")
        await self._stream.run()

    def thin(self, every_s: float) -> None:
        """Hand a key frame on only so often from now on, or, with 0, every one again."""
        if self._stream is not None:
            self._stream.thin(every_s)

    def tap(self, max_bytes: int) -> None:
        """Keep the last bytes of the stream from now on, or, with 0, no more."""
        if self._stream is not None:
            self._stream.tap(max_bytes)

    def tapped(self) -> list[TappedUnit]:
        """Return the pictures that are kept, from the first key frame among them."""
        return self._stream.tapped() if self._stream is not None else []

    def watch(self, now_s: float) -> None:
        """Look for silence, send keep-alives, count rates."""
        if self._stream is not None:
            self._stream.watch(now_s)

    async def close(self) -> None:
        """Send TEARDOWN, see it answered within half a second, and close."""
        if self._stream is not None:
            self._stream.let_go()
            self._stream = None
        if self._session is not None:
            await self._session.leave()
