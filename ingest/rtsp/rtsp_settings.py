"""Limits of one RTSP session."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RtspSettings:
    """How long to wait for a camera, and how to name ourselves.

    Attributes:
        connect_timeout_s: For the TCP (and TLS) connection.
        request_timeout_s: For the answer to one request.
        open_timeout_s: For everything up to the answer to PLAY, redirects included.
        max_redirects: Redirects followed in a row.
        user_agent: Sent with each request.
        receive_buffer_bytes: SO_RCVBUF before anything is known about the stream.
    """

    connect_timeout_s: float = 5.0
    request_timeout_s: float = 5.0
    open_timeout_s: float = 15.0
    max_redirects: int = 5
    user_agent: str = "SharpEyes"
    receive_buffer_bytes: int = 425_984
