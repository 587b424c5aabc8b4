"""Limits of WebRTC connections."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.webrtc.ice_server import IceServer


@dataclass(frozen=True, slots=True)
class WebRtcSettings:
    """What both directions, WHIP and WHEP, go by.

    Attributes:
        ice_servers: STUN and TURN servers; none on a local network. Of each sort the first counts.
        addresses: Our own IP addresses to be reached at; all but loopback if empty.
        min_interval_s: A key frame is asked for so often, and no more are handed on.
        max_bitrate_kbps: What a sender is told that it may send at most.
        connect_timeout_s: From the offer to the first packet that is let in.
        gather_timeout_s: For finding our own addresses.
        http_timeout_s: For one request of the WHEP client.
        silence_s: Without any video for so long, the connection is over.
        key_frame_timeout_s: With video, but without a whole key frame for so long, likewise.
        close_timeout_s: For the good-bye.
        unclaimed_s: A publisher that no camera takes for so long is sent away. Longer than the
            longest pause between two tries.
        max_sessions: Publishers at a time.
        rate_window_s: Bitrate and pictures a second are counted over this time.
    """

    ice_servers: tuple[IceServer, ...] = ()
    addresses: tuple[str, ...] = ()
    min_interval_s: float = 1.0
    max_bitrate_kbps: int = 2_000
    connect_timeout_s: float = 15.0
    gather_timeout_s: float = 6.0
    http_timeout_s: float = 10.0
    silence_s: float = 10.0
    key_frame_timeout_s: float = 15.0
    close_timeout_s: float = 2.0
    unclaimed_s: float = 90.0
    max_sessions: int = 64
    rate_window_s: float = 5.0
