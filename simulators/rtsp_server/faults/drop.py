"""Packets get lost."""

from __future__ import annotations

from random import Random

from simulators.rtsp_server.faults.fault import Fault


class Drop(Fault):
    """Packets get lost.

    Args:
        fraction: Share of packets lost, 0 to 1.
        random: Source of chance, seeded by the caller.
    """

    name = "drop"

    def __init__(self, fraction: float, random: Random) -> None:
        self.fraction = fraction
        self._random = random

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Return the packets that survive."""
        return [packet for packet in packets if self._random.random() >= self.fraction]
