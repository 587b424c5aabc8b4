"""RTP packets (RFC 3550 §5.1, §5.3.1)."""

from __future__ import annotations

from dataclasses import dataclass

HEADER_BYTES = 12


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """Header of one RTP packet, and where its payload lies.

    Attributes:
        payload_type: 0 to 127.
        marker: Set on the last packet of a picture.
        sequence: 16 bits.
        timestamp: 32 bits, in the track's clock rate.
        start: Offset of the payload in the buffer.
        end: Offset behind the payload, padding left out.
    """

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    start: int
    end: int

    @classmethod
    def parse(cls, buffer: bytes | bytearray, start: int, end: int) -> RtpPacket | None:
        """Read a packet's header.

        Args:
            buffer: Holds the packet.
            start: Where it begins.
            end: Where it ends.

        Returns:
            The packet, or None if it is not a whole RTP version 2 packet.
        """
        if end - start < HEADER_BYTES or buffer[start] >> 6 != 2:
            return None
        first, second = buffer[start], buffer[start + 1]
        payload = start + HEADER_BYTES + 4 * (first & 0x0F)
        if first & 0x10:
            if payload + 4 > end:
                return None
            words = buffer[payload + 2] << 8 | buffer[payload + 3]
            payload += 4 + 4 * words
        behind = end
        if first & 0x20:
            padding = buffer[end - 1]
            if padding == 0:
                return None
            behind -= padding
        if payload > behind:
            return None
        return cls(
            second & 0x7F,
            second >= 0x80,
            buffer[start + 2] << 8 | buffer[start + 3],
            int.from_bytes(buffer[start + 4 : start + 8], "big"),
            payload,
            behind,
        )
