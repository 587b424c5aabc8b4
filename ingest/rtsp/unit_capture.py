"""Finds the packets of a key frame and leaves them together, to be put together when wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from struct import Struct
from typing import NamedTuple

from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.depacketiser import Depacketiser
from ingest.rtsp.payload_role import PayloadRole

MAX_WAITING_BYTES = 128 * 1024
"""A key frame that is longer than this and not whole yet is put together as it comes."""
MAX_WAITING_PACKETS = 256
MAX_HEAD_PACKETS = 8

# '$', channel, length | first two bytes of the RTP header, sequence | timestamp
_HEAD = Struct(">III").unpack_from
_HEAD_BYTES = 12
_NONE: frozenset[int] = frozenset()

Assemble = Callable[[bytes, tuple[bytes, ...]], bytes]
"""Puts a key frame together, given its interleaved packets and the parameter sets known before."""


class Captured(NamedTuple):
    """The packets of one key frame.

    Attributes:
        unit: Its access unit.
        end: Where the first packet behind it begins.
        last: Where its last packet begins.
        packets: How many they are.
        marked: Whether the last one carries the marker.
    """

    unit: AccessUnit
    end: int
    last: int
    packets: int
    marked: bool


class UnitCapture:
    """Recognises a key frame whose packets lie one behind the other, complete and in order.

    Everything else (a loss, another channel's packet in between, parameter sets that are new) it
    leaves to the depacketiser. Of the key frames of hundreds of cameras only those that somebody
    decodes have to be put together, and copying 30 packets at once costs a fifth of it.

    Args:
        video_head: ``$`` and the channel of the video, 16 bits.
        plain: First two bytes of an RTP header without marker; with it, ``0x80`` is added.
        role: Tells by the first three bytes of a payload what it is to a key frame.
        assemble: Puts packets together.
    """

    __slots__ = (
        "_assemble",
        "_known_head",
        "_marked",
        "_plain",
        "_role",
        "_video_lead",
        "waiting",
    )

    def __init__(
        self,
        video_head: int,
        plain: int,
        role: Callable[[int, int, int], PayloadRole],
        assemble: Assemble,
    ) -> None:
        self._video_lead = video_head << 16
        self._plain = plain << 16
        self._marked = (plain | 0x80) << 16
        self._role = role
        self._assemble = assemble
        # The payloads in front of the last key frame that the depacketiser put together.
        self._known_head: list[bytearray] = []
        self.waiting = False

    def take(
        self, buffer: bytearray, position: int, count: int, depacketiser: Depacketiser
    ) -> Captured | None:
        """Take a key frame.

        Args:
            buffer: Interleaved packets.
            position: Where a packet begins that concerns a key frame.
            count: How many bytes of the buffer are valid.
            depacketiser: Knows the parameter sets.

        Returns:
            The key frame; or None, with ``waiting`` set if its end has not come yet and nothing is
            to be taken from ``position`` on, and not set if the depacketiser is to take it.
        """
        self.waiting = False
        behind_head = self._behind_head(buffer, position, count, depacketiser)
        found = self._walk(buffer, position, count) if behind_head > 0 else None
        if self.waiting and count - position >= MAX_WAITING_BYTES:
            self.waiting = False
        if found is None or found[0] <= behind_head:
            # Parameter sets alone, whose picture has a timestamp of its own: the depacketiser's.
            return None
        end, last, packets, timestamp, marked = found
        raw = bytes(memoryview(buffer)[position:end])
        sets = depacketiser.parameter_sets.all()
        data = partial(self._assemble, raw, sets)
        unit = AccessUnit(True, timestamp, data, len(raw) - 18 * packets)
        return Captured(unit, end, last, packets, marked)

    def _behind_head(
        self, buffer: bytearray, position: int, count: int, depacketiser: Depacketiser
    ) -> int:
        """Return where the first slice begins; 0 if what is before it is not the known."""
        start = position
        for payload in self._known_head:
            behind = position + 16 + len(payload)
            if buffer[position + 16 : behind] != payload:
                return self._learn_head(buffer, start, count)
            position = behind
        for _ in range(MAX_HEAD_PACKETS):
            if position + 19 > count:
                self.waiting = True
                return 0
            role = self._role(*buffer[position + 16 : position + 19])
            if role is PayloadRole.FIRST_SLICE:
                if start == position and depacketiser.parameter_sets.missing(_NONE) is None:
                    return 0
                return position
            if role is not PayloadRole.BESIDE:
                return self._learn_head(buffer, start, count)
            position += 4 + (buffer[position + 2] << 8 | buffer[position + 3])
        return 0

    def _learn_head(self, buffer: bytearray, position: int, count: int) -> int:
        """Remember new parameter sets; this once the depacketiser takes them, so that returns 0."""
        head: list[bytearray] = []
        while len(head) < MAX_HEAD_PACKETS and position + 19 <= count:
            role = self._role(*buffer[position + 16 : position + 19])
            end = position + 4 + (buffer[position + 2] << 8 | buffer[position + 3])
            if role is not PayloadRole.PARAMETERS or end > count:
                break
            head.append(buffer[position + 16 : end])
            position = end
        if head:
            self._known_head = head
        return 0

    def _walk(
        self, buffer: bytearray, position: int, count: int
    ) -> tuple[int, int, int, int, bool] | None:
        """Return (end, last packet, packets, timestamp, marked) of the picture, None if not so."""
        last, packets = position, 0
        video_lead, plain, marked = self._video_lead, self._plain, self._marked
        limit = count - _HEAD_BYTES
        lead, bits, timestamp = _HEAD(buffer, position)
        sequence = bits & 0xFFFF
        while position <= limit:
            lead, bits, stamp = head = _HEAD(buffer, position)
            length = lead - video_lead
            if not 14 <= length <= 0xFFFF:
                return None
            if stamp != timestamp:
                # Without a marker the end is known only if nothing was lost on the way here.
                whole = bits & 0xFFFF == sequence
                return (position, last, packets, timestamp, False) if whole else None
            step = 4 + length
            if position + step > count:
                break
            if bits == marked | sequence:
                return position + step, position, packets + 1, timestamp, True
            if bits != plain | sequence:
                return None
            # All but the last packets of a slice are of one length.
            furthest = min(limit, count - step)
            while head == (lead, bits, timestamp):
                last = position
                position += step
                packets += 1
                sequence = sequence + 1 & 0xFFFF
                bits = plain | sequence
                if position > furthest:
                    break
                head = _HEAD(buffer, position)
        # One of many tiny packets would be walked again and again while it comes.
        self.waiting = packets < MAX_WAITING_PACKETS
        return None
