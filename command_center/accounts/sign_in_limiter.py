"""Slows down whoever guesses passwords."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from sharp_eyes.clock import Clock

FREE_TRIES = 5
"""Failures in a row before the first wait: people mistype."""

ADDRESS_FREE_TRIES = 20
"""The same for all names tried from one address, behind which several people may sit."""

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0
FORGET_AFTER_S = 3600.0
MAX_REMEMBERED = 10_000
"""Beyond it the one that failed longest ago is forgotten."""


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last_s: float = 0.0
    locked_until_s: float = 0.0


class SignInLimiter:
    """Counts failures by name and address together, and by address alone.

    Not by name alone: then anybody could lock a duty officer out.

    Args:
        clock: Monotonic time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait_s(self, username: str, address: str) -> float:
        """Return how long to wait before the next try; 0 when it may be made now."""
        now_s = self._clock.monotonic_s()
        waits = (
            self._failures[key].locked_until_s - now_s
            for key in _keys(username, address)
            if key in self._failures
        )
        return max([0.0, *waits])

    def failed(self, username: str, address: str) -> None:
        """Count a failure; the wait doubles with each one beyond the free ones."""
        now_s = self._clock.monotonic_s()
        for key, free in zip(
            _keys(username, address), (FREE_TRIES, ADDRESS_FREE_TRIES), strict=True
        ):
            one = self._failures.pop(key, None)
            if one is None or now_s - one.last_s > FORGET_AFTER_S:
                one = _Failures()
            one.count += 1
            one.last_s = now_s
            if one.count >= free:
                exponent = min(one.count - free, 16)
                one.locked_until_s = now_s + min(FIRST_WAIT_S * 2**exponent, LONGEST_WAIT_S)
            self._failures[key] = one
        while len(self._failures) > MAX_REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        """Forget the failures of this name from this address."""
        self._failures.pop(_keys(username, address)[0], None)


def _keys(username: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (username.casefold(), address), ("", address)
