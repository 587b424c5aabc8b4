"""H.264 over RTP (RFC 6184): single NAL units, STAP-A, FU-A."""

from __future__ import annotations

import functools
from struct import Struct

from ingest.codec import Codec
from ingest.rtsp.depacketiser import START_CODE, Depacketiser
from ingest.rtsp.payload_role import PayloadRole
from ingest.rtsp.sps_h264 import picture_size_h264

_SLICE, _PARTITION_C, _IDR, _SEI, _SPS, _PPS, _DELIMITER = 1, 4, 5, 6, 7, 8, 9
_STAP_A, _FU_A = 24, 28
_KEY_TYPES = frozenset({_IDR, _SPS, _PPS})
_ONE = bytes([1])


class DepacketiserH264(Depacketiser):
    """Access units of an H.264 stream in packetisation modes 0 and 1.

    The arguments are those of ``Depacketiser``.
    """

    __slots__ = ()

    _MIDDLE = Struct(">III4xBB")
    _CODEC = Codec.H264
    _SET_KINDS = (_SPS, _PPS)
    _SPS_KIND = _SPS
    _FRAGMENT_HEAD_BYTES = 2

    @staticmethod
    def nal_type(first_byte: int) -> int:
        """Return nal_unit_type (H.264 §7.3.1)."""
        return first_byte & 0x1F

    @staticmethod
    @functools.cache
    def kept_table() -> bytes:
        """Return ``table[first two bytes]``: 0 where a payload cannot concern a key frame.

        A reader that wants key frames alone passes such packets over without calling ``push``.
        """
        table = bytearray()
        for first in range(256):
            kind = first & 0x1F
            if first & 0x80 or 25 <= kind <= 27 or kind == 29:
                table += _ONE * 256  # malformed or not spoken: to be counted
            elif kind == _FU_A:
                table += bytes(int(second & 0x1F in _KEY_TYPES) for second in range(256))
            else:
                table += bytes([kind in _KEY_TYPES or kind == _STAP_A]) * 256
        return bytes(table)

    @staticmethod
    def role(first: int, second: int, third: int) -> PayloadRole:
        """Tell what a payload is to a key frame, by its first bytes."""
        kind = first & 0x1F
        if first & 0x80:
            return PayloadRole.OTHER
        if kind in (_SPS, _PPS, _STAP_A):
            return PayloadRole.PARAMETERS
        # first_mb_in_slice is 0 exactly if its ue(v) code is the single bit 1 (§7.3.3).
        first_bits = second
        if kind == _FU_A:
            kind, first_bits = second & 0x1F, second & third
        if kind in (_SEI, _DELIMITER):
            return PayloadRole.BESIDE
        begins = kind == _IDR and first_bits & 0x80 != 0
        return PayloadRole.FIRST_SLICE if begins else PayloadRole.OTHER

    def wanted(self, buffer: bytearray, start: int, end: int) -> bool:
        """Tell whether a payload holds part of an IDR picture or a parameter set."""
        first = buffer[start]
        kind = first & 0x1F
        if first & 0x80 or 25 <= kind <= 27 or kind == 29:
            self.malformed += 1
            return False
        if kind == _FU_A:
            return end - start > 2 and buffer[start + 1] & 0x1F in _KEY_TYPES
        if kind == _STAP_A:
            position = start + 1
            while position + 3 <= end:
                if buffer[position + 2] & 0x1F in _KEY_TYPES:
                    return True
                position += 2 + (buffer[position] << 8 | buffer[position + 1])
            return False
        return kind in _KEY_TYPES

    def _take(self, buffer: bytearray, start: int, end: int) -> None:
        if start >= end:
            return
        first = buffer[start]
        kind = first & 0x1F
        if kind == _FU_A:
            self._take_fragment(buffer, start, end)
        elif first & 0x80 or kind == 0 or kind > 24:
            self.malformed += 1
            self._damaged = True
        elif kind == _STAP_A:
            self._take_aggregate(buffer, start + 1, end)
        else:
            self._fragment = 0
            self._take_nal(buffer, start, end)

    def _take_fragment(self, buffer: bytearray, start: int, end: int) -> None:
        """One piece of a NAL unit (RFC 6184 §5.8)."""
        if end - start < 3:
            self.malformed += 1
            self._damaged = True
            return
        header = buffer[start + 1]
        kind = header & 0x1F
        if header & 0x80:
            whole = buffer[start] & 0xE0 | kind
            if _SLICE <= kind <= _IDR:
                # first_mb_in_slice is 0 exactly if its ue(v) code is the single bit 1 (§7.3.3).
                first_of_picture = bool(buffer[start + 2] & 0x80)
                self._note_slice(key=kind == _IDR, first_of_picture=first_of_picture)
            elif kind in (_SPS, _PPS):
                # Fragmented parameter sets do not exist in practice; one would not be remembered.
                self.malformed += 1
            self._fragment = kind
            self._indicator = buffer[start]
            self._piece = kind
            if self._count_nal():
                self._append(START_CODE + bytes((whole,)))
        elif kind != self._fragment:
            self._damaged = True  # its beginning was lost, or belongs to something else
        if not self._damaged:
            self._append(buffer[start + 2 : end])
        if header & 0x40:
            self._fragment = 0

    def _take_aggregate(self, buffer: bytearray, position: int, end: int) -> None:
        """Several NAL units in one packet (RFC 6184 §5.7.1)."""
        self._fragment = 0
        while position < end:
            if position + 2 > end:
                break
            size = buffer[position] << 8 | buffer[position + 1]
            position += 2
            if size == 0 or position + size > end or not _SLICE <= buffer[position] & 0x1F < 24:
                break
            self._take_nal(buffer, position, position + size)
            position += size
        if position != end:
            self.malformed += 1
            self._damaged = True

    def _take_nal(self, buffer: bytearray, start: int, end: int) -> None:
        kind = buffer[start] & 0x1F
        if _SLICE <= kind <= _IDR:
            if end - start < 2:
                self.malformed += 1
                self._damaged = True
                return
            first_of_picture = bool(buffer[start + 1] & 0x80)
            self._note_slice(key=kind == _IDR, first_of_picture=first_of_picture)
        elif kind in (_SPS, _PPS):
            if not self._damaged:
                self._sets_of_unit.append((kind, bytes(buffer[start:end])))
        elif kind != _SEI or self._key_only:
            return  # delimiters and filler carry nothing a decoder needs
        if self._count_nal():
            self._append(START_CODE)
            self._append(buffer[start:end])

    @staticmethod
    def size_in(sps: bytes) -> tuple[int, int] | None:
        """Return (width, height) in pixels by an SPS, or None if it cannot be read."""
        return picture_size_h264(sps)
