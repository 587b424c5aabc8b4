"""How a camera's pictures reach us."""

from __future__ import annotations

from enum import StrEnum


class SourceKind(StrEnum):
    """The way from a camera to a frame; the value is what statistics and metrics call it.

    Attributes:
        RTSP: Our own client.
        CHILD: PyAV in a child process, for what our client does not speak, and for cameras whose
            picture once ended the worker's process.
        WHEP: We subscribe to a WebRTC stream.
        WHIP: A device publishes a WebRTC stream to us (RFC 9725).
    """

    RTSP = "rtsp"
    CHILD = "rtsp-child"
    WHEP = "whep"
    WHIP = "whip"
