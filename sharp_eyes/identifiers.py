"""ULIDs from an injected clock and random source, so that a replay gives the same ids."""

from __future__ import annotations

from random import Random
from typing import Annotated

from pydantic import StringConstraints
from ulid import ULID

from sharp_eyes.clock import Clock

Ulid = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
"""26 characters of Crockford base 32: 48 bits of milliseconds, 80 random bits (ULID spec)."""


class UlidSource:
    """Makes ULIDs.

    Args:
        clock: Gives the 48-bit time part, in milliseconds UTC.
        random: Gives the 80-bit random part; ``random.SystemRandom()`` in production, a seeded
            ``random.Random`` in replay and tests.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random

    def new(self) -> str:
        """Return a fresh ULID as 26 upper-case characters."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        value = milliseconds.to_bytes(6, "big") + self._random.getrandbits(80).to_bytes(10, "big")
        return str(ULID.from_bytes(value))
