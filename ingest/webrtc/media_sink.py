"""Where a WebRTC connection hands what it receives."""

from __future__ import annotations

from typing import Protocol

from ingest.rtsp.sender_report import SenderReport
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame


class MediaSink(Protocol):
    """Called from the event loop; never waits."""

    def on_key_frame(self, frame: EncodedKeyFrame) -> None:
        """Take a key frame."""
        ...

    def on_sender_report(self, report: SenderReport) -> None:
        """Take the sender's clock (RFC 3550 §6.4.1)."""
        ...
