"""H.264 in RTP (RFC 6184, packetization modes 0 and 1, which is all that WebRTC uses)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.codec import Codec
from ingest.rtsp.sps_h264 import picture_size_h264
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.payload_format import PayloadHint

START_CODE = b"\0\0\0\1"
MAX_SETS = 16
MAX_SET_BYTES = 4096
_IDR, _SPS, _PPS, _DELIMITER, _STAP_A, _FU_A = 5, 7, 8, 9, 24, 28
_NOTHING = PayloadHint(begins=False, key=False)


class H264Payload:
    """Key frames of one H.264 stream; remembers the newest parameter sets."""

    def __init__(self) -> None:
        self._sets: tuple[bytes, ...] = ()

    def hint(self, payload: bytes) -> PayloadHint:
        """Look at the NAL unit types in one packet."""
        if not payload:
            return _NOTHING
        kind = payload[0] & 31
        if kind == _FU_A:
            if len(payload) < 2:
                return _NOTHING
            inner = payload[1] & 31
            first = bool(payload[1] & 0x80) and inner in (_SPS, _DELIMITER)
            return PayloadHint(begins=first, key=inner in (_IDR, _SPS))
        if kind == _STAP_A:
            kinds = [nal[0] & 31 for nal in _aggregated(payload)]
            if not kinds:
                return _NOTHING
            key = _IDR in kinds or _SPS in kinds
            return PayloadHint(begins=kinds[0] in (_SPS, _DELIMITER), key=key)
        return PayloadHint(begins=kind in (_SPS, _DELIMITER), key=kind in (_IDR, _SPS))

    def key_frame(self, rtp_timestamp: int, payloads: Sequence[bytes]) -> EncodedKeyFrame | None:
        """Put an IDR picture together, as Annex B with its parameter sets in front."""
        nals = _nal_units(payloads)
        if nals is None:
            return None
        sets = tuple(nal for nal in nals if nal[0] & 31 in (_SPS, _PPS))
        if sets:
            if len(sets) > MAX_SETS or any(len(one) > MAX_SET_BYTES for one in sets):
                return None
            # A stream that sends only one of the two again keeps the other.
            kinds = {nal[0] & 31 for nal in sets}
            self._sets = (*(one for one in self._sets if one[0] & 31 not in kinds), *sets)
        if not any(nal[0] & 31 == _IDR for nal in nals):
            return None
        kept = [one for one in self._sets if one not in sets]
        if {nal[0] & 31 for nal in self._sets} != {_SPS, _PPS}:
            return None
        ordered = sorted((*kept, *sets), key=lambda nal: nal[0] & 31)
        pictures = [nal for nal in nals if nal[0] & 31 not in (_SPS, _PPS, _DELIMITER)]
        size = picture_size_h264(ordered[0])
        return EncodedKeyFrame(
            Codec.H264,
            rtp_timestamp,
            size[0] if size else None,
            size[1] if size else None,
            b"".join(START_CODE + nal for nal in (*ordered, *pictures)),
        )


def _aggregated(payload: bytes) -> Iterator[bytes]:
    """RFC 6184 §5.7.1; stops at what is cut off."""
    position = 1
    while position + 2 < len(payload):
        size = int.from_bytes(payload[position : position + 2], "big")
        position += 2
        if size == 0 or position + size > len(payload):
            return
        yield payload[position : position + size]
        position += size


def _nal_units(payloads: Sequence[bytes]) -> list[bytes] | None:
    """Return the NAL units, or None if fragments do not fit together (RFC 6184 §5.8)."""
    nals: list[bytes] = []
    parts: list[bytes] | None = None
    for payload in payloads:
        if not payload:
            continue
        kind = payload[0] & 31
        if kind != _FU_A:
            if parts is not None:
                return None
            if kind == _STAP_A:
                nals += _aggregated(payload)
            elif 1 <= kind <= 23:
                nals.append(payload)
            continue
        if len(payload) < 3 or (parts is None) != bool(payload[1] & 0x80):
            return None
        if parts is None:
            parts = [bytes((payload[0] & 0xE0 | payload[1] & 31,))]
        parts.append(payload[2:])
        if payload[1] & 0x40:
            nals.append(b"".join(parts))
            parts = None
    return nals if parts is None else None
