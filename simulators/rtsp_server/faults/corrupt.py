"""Bit errors in the payloads."""

from __future__ import annotations

from random import Random

from simulators.rtsp_server.faults.fault import Fault

_HEAD_BYTES = 4 + 12  # interleaved framing, RTP header


class Corrupt(Fault):
    """Bits flip inside payloads; framing and RTP headers stay whole.

    Args:
        fraction: Share of packets hit, 0 to 1.
        random: Source of chance, seeded by the caller.
        bits: Flipped in each packet that is hit.
    """

    name = "corrupt"

    def __init__(self, fraction: float, random: Random, bits: int = 8) -> None:
        self.fraction = fraction
        self.bits = bits
        self._random = random

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Return the packets with their errors."""
        return [self._hit(packet) for packet in packets]

    def _hit(self, packet: bytes) -> bytes:
        if len(packet) <= _HEAD_BYTES or self._random.random() >= self.fraction:
            return packet
        damaged = bytearray(packet)
        for _ in range(self.bits):
            damaged[self._random.randrange(_HEAD_BYTES, len(damaged))] ^= (
                1 << self._random.randrange(8)
            )
        return bytes(damaged)
