"""How often one address may try."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict

from sharp_eyes.clock import Clock

MAX_ADDRESSES = 4096
"""Remembered at a time; the one that was quiet longest is forgotten."""


class RateLimiter:
    """A bucket for each address that fills with time and is emptied by tries.

    Args:
        clock: For filling.
        burst: Tries at once.
        per_minute: Tries that come back a minute.
    """

    def __init__(self, clock: Clock, *, burst: int, per_minute: float) -> None:
        self._clock = clock
        self._burst = burst
        self._per_s = per_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Return how long an address has to wait before its next try; 0 if it need not."""
        left, _ = self._level(_key(address))
        return 0.0 if left >= 1 else (1 - left) / self._per_s

    def take(self, address: str) -> float:
        """Count one try.

        Returns:
            0 if it may, else the seconds to wait; then nothing is counted.
        """
        key = _key(address)
        left, now_s = self._level(key)
        if left < 1:
            return (1 - left) / self._per_s
        self._buckets[key] = (left - 1, now_s)
        self._buckets.move_to_end(key)
        while len(self._buckets) > MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        return 0.0

    def _level(self, key: str) -> tuple[float, float]:
        now_s = self._clock.monotonic_s()
        left, since_s = self._buckets.get(key, (float(self._burst), now_s))
        return min(float(self._burst), left + (now_s - since_s) * self._per_s), now_s


def _key(address: str) -> str:
    """One household has a /64 of IPv6, and within it as many addresses as it likes."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)
