"""Sound beside the video, as many cameras send it."""

from __future__ import annotations

import struct
from fractions import Fraction

PAYLOAD_TYPE = 0  # PCMU, RFC 3551, table 4
RATE_HZ = 8000
_SILENCE = b"\xff"  # mu-law zero, ITU-T G.711
_MAX_SAMPLES = 1200


class AudioTrack:
    """Silence in G.711 mu-law, as much per video frame as the frame lasts.

    Args:
        channel: Interleaved channel of its RTP.
        ssrc: Synchronisation source.
        fps: Video frames per second.
    """

    def __init__(self, channel: int, ssrc: int, fps: Fraction) -> None:
        self._channel = channel
        self._ssrc = ssrc
        self._samples = min(_MAX_SAMPLES, round(RATE_HZ / fps))
        self._sequence = 0
        self._timestamp = 0

    def next_packet(self) -> bytes:
        """Return the packet that goes with one video frame, interleaved framing included."""
        head = struct.pack(
            ">BBHBBHII",
            0x24,
            self._channel,
            12 + self._samples,
            0x80,
            PAYLOAD_TYPE,
            self._sequence,
            self._timestamp,
            self._ssrc,
        )
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + self._samples) & 0xFFFFFFFF
        return head + _SILENCE * self._samples
