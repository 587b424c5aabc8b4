"""Bytes that are neither packets nor messages."""

from __future__ import annotations

from random import Random

from simulators.rtsp_server.faults.fault import Fault


class Garbage(Fault):
    """Random bytes stand among the packets, so that the interleaved framing breaks.

    Args:
        fraction: Share of packets with garbage in front of them, 0 to 1.
        random: Source of chance, seeded by the caller.
        max_bytes: Most bytes of garbage at one place.
    """

    name = "garbage"

    def __init__(self, fraction: float, random: Random, max_bytes: int = 600) -> None:
        self.fraction = fraction
        self.max_bytes = max_bytes
        self._random = random

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Return the packets with garbage among them."""
        mixed = []
        for packet in packets:
            if self._random.random() < self.fraction:
                mixed.append(self._random.randbytes(self._random.randint(1, self.max_bytes)))
            mixed.append(packet)
        return mixed
