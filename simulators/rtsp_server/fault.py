"""What can go wrong with a camera's stream, switchable while it runs."""

from __future__ import annotations

from random import Random
from typing import Protocol


class Fault(Protocol):
    """Stands between a session's ready packets and its socket.

    Attributes:
        name: For logs and the truth file.
        resume_at_key: Whether a session has to wait for a key frame after an empty answer.
    """

    @property
    def name(self) -> str:
        """Name of the fault."""
        ...

    @property
    def resume_at_key(self) -> bool:
        """Whether sending goes on with a key frame."""
        ...

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Change what is sent.

        Args:
            packets: Interleaved packets of one frame, framing included.

        Returns:
            What to send instead; None cuts the connection.
        """
        ...


class Stall:
    """The connection stays up, and nothing comes."""

    name = "stall"
    resume_at_key = True

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Return nothing to send."""
        return []


class Drop:
    """Packets get lost.

    Args:
        fraction: Share of packets lost, 0 to 1.
        random: Source of chance, seeded by the caller.
    """

    name = "drop"
    resume_at_key = False

    def __init__(self, fraction: float, random: Random) -> None:
        self.fraction = fraction
        self._random = random

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Return the packets that survive."""
        return [packet for packet in packets if self._random.random() >= self.fraction]


class Reset:
    """Connections are cut without a word, as soon as they should get a frame."""

    name = "reset"
    resume_at_key = True

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Cut."""
        return None
