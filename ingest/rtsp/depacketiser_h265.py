"""H.265 over RTP (RFC 7798): single NAL units, aggregation packets, fragmentation units."""

from __future__ import annotations

import functools
from struct import Struct

from ingest.codec import Codec
from ingest.rtsp.depacketiser import START_CODE, Depacketiser
from ingest.rtsp.payload_role import PayloadRole
from ingest.rtsp.sps_h265 import picture_size_h265

_IRAP = range(16, 22)
_SLICES = range(32)
_VPS, _SPS, _PPS, _DELIMITER, _SEI_PREFIX, _SEI_SUFFIX = 32, 33, 34, 35, 39, 40
_AP, _FU = 48, 49
_SETS = (_VPS, _SPS, _PPS)
_KEY_TYPES = frozenset({*_IRAP, *_SETS})


class DepacketiserH265(Depacketiser):
    """Access units of an H.265 stream sent in decoding order (no DONL fields).

    The arguments are those of ``Depacketiser``.
    """

    __slots__ = ()

    _MIDDLE = Struct(">III4xHB")
    _CODEC = Codec.H265
    _SET_KINDS = _SETS
    _SPS_KIND = _SPS
    _FRAGMENT_HEAD_BYTES = 3

    @staticmethod
    def nal_type(first_byte: int) -> int:
        """Return nal_unit_type (H.265 §7.3.1.2)."""
        return first_byte >> 1 & 0x3F

    @staticmethod
    @functools.cache
    def kept_table() -> bytes:
        """Return ``table[first two bytes]``: 0 where a payload cannot concern a key frame.

        A reader that wants key frames alone passes such packets over without calling ``push``.
        Whether a fragment does stands in the third byte; see ``passes_over``.
        """
        table = bytearray()
        for first in range(256):
            kind = first >> 1 & 0x3F
            # Malformed or not spoken: to be counted.
            strange = first & 0x80 != 0 or kind >= 50
            table += bytes([strange or kind in _KEY_TYPES or kind in (_AP, _FU)]) * 256
        return bytes(table)

    @staticmethod
    def passes_over(buffer: bytearray, position: int) -> bool:
        """Tell whether an interleaved packet holds a fragment of what is no key frame."""
        return (
            buffer[position + 16] & 0xFE == _FU << 1
            and buffer[position + 18] & 0x3F not in _KEY_TYPES
        )

    @staticmethod
    def role(first: int, second: int, third: int) -> PayloadRole:
        """Tell what a payload is to a key frame, by its first bytes."""
        kind = first >> 1 & 0x3F
        if first & 0x81 or second & 0xF8:
            return PayloadRole.OTHER  # malformed, or an enhancement layer
        if kind in _SETS or kind == _AP:
            return PayloadRole.PARAMETERS
        # Of a fragment the type and its beginning stand in the third byte (RFC 7798 §4.4.3), of a
        # whole slice first_slice_segment_in_pic_flag (§7.3.6.1). Whether a fragment is of the first
        # slice would stand behind; a later one in first place means a loss, which the sequence
        # numbers tell too.
        if kind == _FU:
            kind = third & 0x3F
        if kind in (_DELIMITER, _SEI_PREFIX):
            return PayloadRole.BESIDE
        begins = kind in _IRAP and third & 0x80 != 0
        return PayloadRole.FIRST_SLICE if begins else PayloadRole.OTHER

    def wanted(self, buffer: bytearray, start: int, end: int) -> bool:
        """Tell whether a payload holds part of an IRAP picture or a parameter set."""
        first = buffer[start]
        kind = first >> 1 & 0x3F
        if first & 0x80 or kind >= 50 or end - start < 3:
            self.malformed += 1
            return False
        if kind == _FU:
            return buffer[start + 2] & 0x3F in _KEY_TYPES
        if kind == _AP:
            position = start + 2
            while position + 3 <= end:
                if buffer[position + 2] >> 1 & 0x3F in _KEY_TYPES:
                    return True
                position += 2 + (buffer[position] << 8 | buffer[position + 1])
            return False
        return kind in _KEY_TYPES

    def _take(self, buffer: bytearray, start: int, end: int) -> None:
        if start >= end:
            return
        first = buffer[start]
        kind = first >> 1 & 0x3F
        if first & 0x80 or kind >= 50 or end - start < 3:
            self.malformed += 1
            self._damaged = True
        elif first & 1 or buffer[start + 1] & 0xF8:
            return  # an enhancement layer; the base layer alone is decoded
        elif kind == _FU:
            self._take_fragment(buffer, start, end)
        elif kind == _AP:
            self._take_aggregate(buffer, start + 2, end)
        else:
            self._fragment = 0
            self._take_nal(buffer, start, end)

    def _take_fragment(self, buffer: bytearray, start: int, end: int) -> None:
        """One piece of a NAL unit (RFC 7798 §4.4.3)."""
        if end - start < 4:
            self.malformed += 1
            self._damaged = True
            return
        header = buffer[start + 2]
        kind = header & 0x3F
        if header & 0x80:
            if kind in _SLICES:
                # first_slice_segment_in_pic_flag is the first bit of a slice (§7.3.6.1).
                first_of_picture = bool(buffer[start + 3] & 0x80)
                self._note_slice(key=kind in _IRAP, first_of_picture=first_of_picture)
            elif kind in _SETS:
                self.malformed += 1
            # Type 0 marks "no fragment" in the base class, so the type is kept plus one.
            self._fragment = kind + 1
            self._indicator = buffer[start] << 8 | buffer[start + 1]
            self._piece = kind
            if self._count_nal():
                whole = bytes((buffer[start] & 0x81 | kind << 1, buffer[start + 1]))
                self._append(START_CODE + whole)
        elif kind + 1 != self._fragment:
            self._damaged = True
        if not self._damaged:
            self._append(buffer[start + 3 : end])
        if header & 0x40:
            self._fragment = 0

    def _take_aggregate(self, buffer: bytearray, position: int, end: int) -> None:
        """Several NAL units in one packet (RFC 7798 §4.4.2)."""
        self._fragment = 0
        while position < end:
            if position + 2 > end:
                break
            size = buffer[position] << 8 | buffer[position + 1]
            position += 2
            if size < 3 or position + size > end or buffer[position] >> 1 & 0x3F >= _AP:
                break
            self._take_nal(buffer, position, position + size)
            position += size
        if position != end:
            self.malformed += 1
            self._damaged = True

    def _take_nal(self, buffer: bytearray, start: int, end: int) -> None:
        kind = buffer[start] >> 1 & 0x3F
        if kind in _SLICES:
            first_of_picture = bool(buffer[start + 2] & 0x80)
            self._note_slice(key=kind in _IRAP, first_of_picture=first_of_picture)
        elif kind in _SETS:
            if not self._damaged:
                self._sets_of_unit.append((kind, bytes(buffer[start:end])))
        elif kind not in (_SEI_PREFIX, _SEI_SUFFIX) or self._key_only:
            return
        if self._count_nal():
            self._append(START_CODE)
            self._append(buffer[start:end])

    @staticmethod
    def size_in(sps: bytes) -> tuple[int, int] | None:
        """Return (width, height) in pixels by an SPS, or None if it cannot be read."""
        return picture_size_h265(sps)
