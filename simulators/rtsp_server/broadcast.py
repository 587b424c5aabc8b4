"""A clip's packets, numbered once for every camera that shows it."""

from __future__ import annotations

import struct
from itertools import accumulate
from random import Random

from simulators.rtsp_server.prepared_clip import PreparedClip

_PATCH = struct.Struct(">HII")
_UNPATCHED = -1 << 62


class Broadcast:
    """The bytes of one clip as they go on the wire now, shared by all cameras that show it.

    A *position* counts frames since the clip's beginning, over all its repetitions. Sequence
    number and RTP time are functions of the position alone, and every camera of the clip has the
    same synchronisation source, so that cameras which pass a position, one after the other, send
    the very same bytes: a frame is patched once in a round of the clip, not once per camera.
    RFC 3550 asks for a random start; that it is the same on many connections harms nobody.

    Args:
        clip: What is shown.
        random: Source of the SSRC and of the starts of sequence and time (RFC 3550, 5.1).
    """

    def __init__(self, clip: PreparedClip, random: Random) -> None:
        self.clip = clip
        self.ssrc = random.getrandbits(32)
        self.sequence_base = random.getrandbits(16)
        self.timestamp_base = random.getrandbits(32)
        frames = clip.frames
        self.total = len(frames)
        self._packets = tuple(accumulate((len(f.offsets) for f in frames), initial=0))
        self._octets = tuple(accumulate((f.payload_bytes for f in frames), initial=0))
        self._tags = [_UNPATCHED] * self.total
        self._buffers = [bytearray() for _ in frames]

    def frame_number(self, position: int, loop: bool) -> int:
        """Return the clip's frame at a position.

        Args:
            position: Frames since the beginning of the clip.
            loop: Whether the clip starts again; otherwise its tail is repeated.
        """
        if loop or position < self.total:
            return position % self.total
        tail = self.clip.tail_start
        return tail + (position - self.total) % (self.total - tail)

    def sequence_at(self, position: int, loop: bool) -> int:
        """Return the sequence number of a position's first packet."""
        return (self.sequence_base + _summed(self._packets, self, position, loop)) & 0xFFFF

    def timestamp_at(self, position: int) -> int:
        """Return the RTP time of a position, 90 kHz, modulo 2^32."""
        return (self.timestamp_base + self.clip.timestamp_of(position)) & 0xFFFFFFFF

    def sent_before(self, position: int, loop: bool) -> tuple[int, int]:
        """Return packets and payload octets from position 0 up to, not including, this one."""
        return (
            _summed(self._packets, self, position, loop),
            _summed(self._octets, self, position, loop),
        )

    def ready(self, position: int, loop: bool) -> bytearray:
        """Return the bytes of a position, channel 0.

        The buffer is the broadcast's own and is patched again at a later position: send it at
        once, or copy it.
        """
        total = self.total
        if loop or position < total:
            number = position % total
            tag = position
        else:
            number = self.frame_number(position, loop)
            tag = ~position
        if self._tags[number] != tag:
            self._patch(number, position, loop)
            self._tags[number] = tag
        return self._buffers[number]

    def _patch(self, number: int, position: int, loop: bool) -> None:
        frame = self.clip.frames[number]
        buffer = self._buffers[number]
        if not buffer:
            buffer = self._buffers[number] = bytearray(frame.template)
        sequence = self.sequence_at(position, loop)
        timestamp = self.timestamp_at(position)
        patch = _PATCH.pack_into
        for offset in frame.offsets:
            patch(buffer, offset + 6, sequence & 0xFFFF, timestamp, self.ssrc)
            sequence += 1


def _summed(sums: tuple[int, ...], cast: Broadcast, position: int, loop: bool) -> int:
    """Return the sum over all frames before a position, given the clip's running sums."""
    total = cast.total
    if loop or position < total:
        rounds, number = divmod(position, total)
        return rounds * sums[total] + sums[number]
    tail = cast.clip.tail_start
    rounds, number = divmod(position - total, total - tail)
    return sums[total] + rounds * (sums[total] - sums[tail]) + sums[tail + number] - sums[tail]
