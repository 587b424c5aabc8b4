"""VP8 in RTP (RFC 7741)."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.codec import Codec
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.payload_format import PayloadHint

_NOTHING = PayloadHint(begins=False, key=False)
_START_CODE = b"\x9d\x01\x2a"
"""Of a key frame, RFC 6386 §9.1."""


class Vp8Payload:
    """Key frames of one VP8 stream; keeps nothing."""

    def hint(self, payload: bytes) -> PayloadHint:
        """Look at the payload descriptor and at the first byte of the frame."""
        position = _descriptor_bytes(payload)
        if position is None or position >= len(payload):
            return _NOTHING
        # S = 1 and partition 0 stand on the first packet of a frame (RFC 7741 §4.2).
        begins = payload[0] & 0x1F == 0x10
        return PayloadHint(begins=begins, key=begins and not payload[position] & 1)

    def key_frame(self, rtp_timestamp: int, payloads: Sequence[bytes]) -> EncodedKeyFrame | None:
        """Put a key frame together."""
        parts = []
        for payload in payloads:
            if not payload:
                continue
            position = _descriptor_bytes(payload)
            if position is None:
                return None
            parts.append(payload[position:])
        data = b"".join(parts)
        if len(data) < 10 or data[0] & 1 or data[3:6] != _START_CODE:
            return None
        # 14 bits each, above them the scale that a player may show it with.
        width = int.from_bytes(data[6:8], "little") & 0x3FFF
        height = int.from_bytes(data[8:10], "little") & 0x3FFF
        if not width or not height:
            return None
        return EncodedKeyFrame(Codec.VP8, rtp_timestamp, width, height, data)


def _descriptor_bytes(payload: bytes) -> int | None:
    """Return the length of the payload descriptor (RFC 7741 §4.2), or None if it is cut off."""
    if not payload:
        return None
    if not payload[0] & 0x80:
        return 1
    if len(payload) < 2:
        return None
    flags, position = payload[1], 2
    if flags & 0x80:
        if position >= len(payload):
            return None
        position += 2 if payload[position] & 0x80 else 1
    if flags & 0x40:
        position += 1
    if flags & 0x30:
        position += 1
    return position if position <= len(payload) else None
