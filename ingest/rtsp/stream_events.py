"""What a reader of a stream tells its owner."""

from __future__ import annotations

from typing import Protocol

from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.rtsp_message import RtspMessage
from ingest.rtsp.sender_report import SenderReport


class StreamEvents(Protocol):
    """Called while bytes are read; must not block and must not raise."""

    def on_unit(self, unit: AccessUnit) -> None:
        """A whole access unit came."""

    def on_sender_report(self, report: SenderReport) -> None:
        """The camera told its clock."""

    def on_message(self, message: RtspMessage) -> None:
        """The camera answered a request, or asks something itself."""
