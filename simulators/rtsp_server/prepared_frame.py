"""One frame as the bytes that go on the wire, but for what differs from session to session."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

RTP_HEADER_BYTES = 12
FRAMING_BYTES = 4  # RFC 2326, 10.12: '$', channel, length
PAYLOAD_TYPE = 96

_PATCH = struct.Struct(">HII")


@dataclass(frozen=True, slots=True)
class PreparedFrame:
    """All packets of one access unit, interleaved framing included, joined.

    Attributes:
        template: Bytes with channel 0 and zeros for sequence, timestamp and SSRC.
        offsets: Where each packet's framing (``$``) begins in ``template``.
        key: Whether a session may start here.
        payload_bytes: Sum of the RTP payloads, for the sender report.
    """

    template: bytes
    offsets: tuple[int, ...]
    key: bool
    payload_bytes: int

    @classmethod
    def of(cls, payloads: Sequence[bytes], key: bool) -> PreparedFrame:
        """Frame the payloads of one access unit.

        Args:
            payloads: RTP payloads in order; the last one gets the marker bit.
            key: Whether the access unit is a key frame.

        Returns:
            The prepared frame.
        """
        parts: list[bytes] = []
        offsets: list[int] = []
        position = 0
        for index, payload in enumerate(payloads):
            marker = 0x80 if index == len(payloads) - 1 else 0
            size = RTP_HEADER_BYTES + len(payload)
            head = struct.pack(">BBHBB", 0x24, 0, size, 0x80, marker | PAYLOAD_TYPE)
            parts += (head, bytes(10), payload)
            offsets.append(position)
            position += FRAMING_BYTES + size
        return cls(b"".join(parts), tuple(offsets), key, sum(map(len, payloads)))

    def patched(self, channel: int, sequence: int, timestamp: int, ssrc: int) -> bytearray:
        """Return the bytes for one session.

        Args:
            channel: Interleaved channel of the session's RTP.
            sequence: Sequence number of the first packet; the others follow, modulo 2^16.
            timestamp: RTP timestamp, 90 kHz, already modulo 2^32.
            ssrc: The session's synchronisation source.

        Returns:
            A fresh buffer, ready to be written.
        """
        buffer = bytearray(self.template)
        patch = _PATCH.pack_into
        for offset in self.offsets:
            patch(buffer, offset + 6, sequence & 0xFFFF, timestamp, ssrc)
            sequence += 1
        if channel:
            for offset in self.offsets:
                buffer[offset + 1] = channel
        return buffer

    def split(self, buffer: bytes | bytearray) -> list[bytes]:
        """Cut patched bytes back into their packets (framing kept), for faults."""
        ends = (*self.offsets[1:], len(buffer))
        return [bytes(buffer[a:b]) for a, b in zip(self.offsets, ends, strict=True)]
