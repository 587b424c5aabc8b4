"""RTP payloads → access units: what H.264 and H.265 have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from struct import Struct
from typing import ClassVar

from ingest.codec import Codec
from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.parameter_set_cache import ParameterSetCache
from ingest.rtsp.payload_role import PayloadRole

START_CODE = b"\0\0\0\1"
MAX_UNIT_BYTES = 4 * 1024 * 1024
"""A 4K key frame of good quality is about 1 MB."""
PIECE_OVERHEAD_BYTES = 64
"""Of the object that holds a piece: a unit of crumbs must not cost seventy times its bytes."""
MAX_NALS = 512


class Depacketiser(ABC):
    """Puts access units together and drops every one with a gap.

    An access unit ends with the RTP marker or where the timestamp changes. Lost packets are known
    by their sequence numbers; the caller says for each packet whether it follows the one before.

    Args:
        parameter_sets: What the session description gave, NAL units without start codes.
        key_only: Build only key units; packets of others are not looked into.
        on_unit: Called with each whole access unit.
        max_unit_bytes: An access unit over this is dropped.

    Attributes:
        open: True while an access unit is being put together.
        dropped: Key units (or all units, if not ``key_only``) dropped for gaps, size, or missing
            parameter sets.
        malformed: Payloads that could not be read.
        lead: Of a plain packet: ``$`` and channel, first two bytes of the RTP header; for
            ``take_middle``, set by the reader.
        following: Sequence number that the next packet has if nothing is lost.
        last_piece: Where the last packet that ``take_middle`` took begins.
    """

    _CODEC: ClassVar[Codec]
    _SET_KINDS: ClassVar[tuple[int, ...]]
    _SPS_KIND: ClassVar[int]
    _MIDDLE: ClassVar[Struct]
    _FRAGMENT_HEAD_BYTES: ClassVar[int]

    __slots__ = (
        "_bytes",
        "_chunks",
        "_damaged",
        "_fragment",
        "_indicator",
        "_key",
        "_key_only",
        "_known_sets",
        "_max_unit_bytes",
        "_nals",
        "_on_unit",
        "_picture_begun",
        "_piece",
        "_sets_of_unit",
        "_size",
        "_size_of",
        "_timestamp",
        "_wait_for_key",
        "codec",
        "dropped",
        "following",
        "last_piece",
        "lead",
        "malformed",
        "open",
        "parameter_sets",
    )

    def __init__(
        self,
        parameter_sets: tuple[bytes, ...],
        *,
        key_only: bool,
        on_unit: Callable[[AccessUnit], None],
        max_unit_bytes: int = MAX_UNIT_BYTES,
    ) -> None:
        self.codec = self._CODEC
        self.parameter_sets = ParameterSetCache(self._SET_KINDS)
        self._size_of: bytes | None = None
        self._size: tuple[int, int] | None = None
        self.parameter_sets.replace((self.nal_type(unit[0]), unit) for unit in parameter_sets)
        self._key_only = key_only
        self._on_unit = on_unit
        self._max_unit_bytes = max_unit_bytes
        self.open = False
        self.dropped = 0
        self.malformed = 0
        self.lead = (0, 0)
        self._known_sets: list[tuple[int, bytes]] = []
        self.following = 0
        self.last_piece = 0
        self._indicator = 0
        self._piece = 0
        self._bytes = 0
        self._wait_for_key = True
        self._damaged = False
        self._begin(0)

    def push(
        self, buffer: bytearray, start: int, end: int, timestamp: int, marker: int, gap: bool
    ) -> None:
        """Take one RTP payload.

        Args:
            buffer: Holds the payload; it is copied from, never kept.
            start: Where the payload begins.
            end: Where it ends.
            timestamp: RTP timestamp.
            marker: Not 0 if this is the last packet of its access unit.
            gap: True if packets between the one before and this one were lost.
        """
        if self.open and timestamp != self._timestamp:
            # Without a marker the end is known only if nothing was lost on the way here.
            self._damaged |= gap
            self._finish()
        if gap:
            self._wait_for_key = True
        if not self.open:
            if start >= end or (self._key_only and not self.wanted(buffer, start, end)):
                return
            self._begin(timestamp)
            self.open = True
        elif gap:
            self._damaged = True
            self._fragment = 0
        self._take(buffer, start, end)
        if marker:
            self._finish()

    def take_middle(self, buffer: bytearray, position: int, count: int) -> tuple[int, int]:
        """Take the packets that do nothing but continue the fragment just begun.

        A key frame of 40 kB comes in 30 packets, 28 of them such: this is ``push`` written out for
        them, and leaves everything else to it.

        Args:
            buffer: Interleaved packets.
            position: Where the next one begins.
            count: How many bytes of the buffer are valid.

        Returns:
            Where the first packet that was not taken begins, and how many were taken; the last of
            them begins at ``last_piece``.
        """
        head, payload = self._MIDDLE.unpack_from, 16 + self._FRAGMENT_HEAD_BYTES
        if position + payload >= count:
            return position, 0
        # All but the last are of one length, so that is compared together with the rest.
        length = buffer[position + 2] << 8 | buffer[position + 3]
        step = 4 + length
        room = (self._max_unit_bytes - self._bytes) // max(1, step - payload + PIECE_OVERHEAD_BYTES)
        limit = min(count, position + room * step) - step
        if step <= payload:
            return position, 0
        lead, plain = self.lead
        start, lead_and_length = position, lead << 16 | length
        sequence = plain << 16 | self.following
        timestamp, indicator, piece = self._timestamp, self._indicator, self._piece
        append = self._chunks.append
        while position <= limit and head(buffer, position) == (
            lead_and_length,
            sequence,
            timestamp,
            indicator,
            piece,
        ):
            append(buffer[position + payload : position + step])
            position += step
            sequence += 1
            if not sequence & 0xFFFF:
                sequence -= 0x1_0000
        taken = (position - start) // step
        self._bytes += taken * (step - payload + PIECE_OVERHEAD_BYTES)
        self.following = sequence & 0xFFFF
        self.last_piece = position - step
        return position, taken

    def reset(self) -> None:
        """Forget the access unit being put together, for example after lost synchronisation."""
        if self.open:
            self._damaged = True
            self._finish()
        self._wait_for_key = True

    def end(self) -> None:
        """Finish the access unit being put together: nothing more will come."""
        if self.open:
            self._finish()

    @property
    def in_fragment(self) -> bool:
        """True while a fragmented NAL unit is under way and nothing is lost so far."""
        return self._fragment != 0 and not self._damaged

    @staticmethod
    @abstractmethod
    def nal_type(first_byte: int) -> int:
        """Return the type of a NAL unit by its first byte."""

    @staticmethod
    @abstractmethod
    def kept_table() -> bytes:
        """Return ``table[first two bytes]``: 0 where a payload cannot concern a key frame."""

    @staticmethod
    @abstractmethod
    def role(first: int, second: int, third: int) -> PayloadRole:
        """Tell what a payload is to a key frame, by its first bytes."""

    @abstractmethod
    def wanted(self, buffer: bytearray, start: int, end: int) -> bool:
        """Tell whether a payload holds part of a key picture or a parameter set."""

    @abstractmethod
    def _take(self, buffer: bytearray, start: int, end: int) -> None:
        """Take the NAL units, or the fragment of one, out of a payload."""

    @staticmethod
    @abstractmethod
    def size_in(sps: bytes) -> tuple[int, int] | None:
        """Return (width, height) in pixels by an SPS, or None if it cannot be read."""

    def picture_size(self) -> tuple[int, int] | None:
        """Return (width, height) in pixels by the current SPS, or None if not known."""
        sps = self.parameter_sets.first(self._SPS_KIND)
        if sps is not None and sps != self._size_of:
            self._size_of = sps
            self._size = self.size_in(sps)
        return self._size

    def _begin(self, timestamp: int) -> None:
        self._timestamp = timestamp
        self._chunks: list[bytes | bytearray] = []
        self._bytes = 0
        self._nals = 0
        self._sets_of_unit: list[tuple[int, bytes]] = []
        self._damaged = False
        self._key = False
        self._picture_begun = False
        self._fragment = 0

    def _append(self, chunk: bytes | bytearray) -> None:
        """Add bytes to the access unit, within its limit."""
        self._bytes += len(chunk) + PIECE_OVERHEAD_BYTES
        if self._bytes > self._max_unit_bytes:
            self._damaged = True
            self._chunks.clear()
        else:
            self._chunks.append(chunk)

    def _count_nal(self) -> bool:
        """Note one more NAL unit; False if there are too many."""
        self._nals += 1
        if self._nals > MAX_NALS:
            self._damaged = True
        return not self._damaged

    def _note_slice(self, *, key: bool, first_of_picture: bool) -> None:
        """Note a slice; the first one of an access unit has to begin the picture."""
        if not self._picture_begun:
            if first_of_picture:
                self._picture_begun = True
            else:
                self._damaged = True
        self._key |= key

    def _finish(self) -> None:
        self.open = False
        if self._sets_of_unit and self._sets_of_unit != self._known_sets:
            self.parameter_sets.replace(self._sets_of_unit)
            self._known_sets = self._sets_of_unit
        if not self._picture_begun and not self._damaged:
            return  # parameter sets or SEI alone
        if self._damaged:
            self._wait_for_key = True
            self.dropped += 1
            return
        if self._key:
            lacking = self.parameter_sets.missing({kind for kind, _ in self._sets_of_unit})
            if lacking is None:
                self.dropped += 1
                return
            head: list[bytes | bytearray] = []
            for unit in lacking:
                head += (START_CODE, unit)
            self._wait_for_key = False
            self._on_unit(AccessUnit(True, self._timestamp, b"".join(head + self._chunks)))
        elif not self._key_only:
            if self._wait_for_key:
                self.dropped += 1
            else:
                self._on_unit(AccessUnit(False, self._timestamp, b"".join(self._chunks)))
        self._chunks = []
