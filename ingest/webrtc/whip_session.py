"""One device that publishes to us."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from ingest.rtsp.sender_report import SenderReport
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.media_sink import MediaSink
from sharp_eyes.bilingual import Bilingual

if TYPE_CHECKING:
    from ingest.webrtc.receiving_peer import ReceivingPeer


class WhipSession:
    """What the endpoint made and a link takes over; a ``MediaSink`` that forwards.

    Args:
        session_id: Cannot be guessed; the last part of the session's address.
        camera_id: Of the camera.
        etag: Of the session as it was agreed; it never changes, since there is no ICE restart.
        token: That it was opened with.

    Attributes:
        session_id: As given.
        camera_id: As given.
        etag: As given.
        claimed: Whether a link has it.
    """

    def __init__(self, session_id: str, camera_id: str, etag: str, token: str) -> None:
        self.session_id = session_id
        self.camera_id = camera_id
        self.etag = etag
        self.claimed = False
        self._token = token
        self._peer: ReceivingPeer | None = None
        self._sink: MediaSink | None = None

    @property
    def peer(self) -> ReceivingPeer:
        """The connection."""
        if self._peer is None:
            raise RuntimeError("a session without a connection")
        return self._peer

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._peer is None or self._peer.ended.done()

    def bind(self, peer: ReceivingPeer) -> None:
        """Give it its connection."""
        self._peer = peer

    def opened_with(self, token: str | None) -> bool:
        """Whether this is still the token it was opened with."""
        return token is not None and hmac.compare_digest(self._token.encode(), token.encode())

    def attach(self, sink: MediaSink | None) -> None:
        """Forward to a link from now on, or to nobody."""
        self._sink = sink

    def finish(self, reason: Bilingual) -> None:
        """Say that it is over; the hub closes the connection."""
        self.peer.end(reason)

    def on_key_frame(self, frame: EncodedKeyFrame) -> None:
        """Forward a key frame; without a link it is dropped."""
        if self._sink is not None:
            self._sink.on_key_frame(frame)

    def on_sender_report(self, report: SenderReport) -> None:
        """Forward the sender's clock."""
        if self._sink is not None:
            self._sink.on_sender_report(report)
