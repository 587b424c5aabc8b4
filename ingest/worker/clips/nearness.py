"""How near a camera's zones are to their limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable


@runtime_checkable
class CountsPeople(Protocol):
    """A camera's detectors, as far as they say how full its zones are."""

    @property
    def crowd_shares(self) -> Mapping[str, float]:
        """Zone → what the last look measured, as a share of the zone's limit."""
        ...


def crowd_shares(watch: object) -> Mapping[str, float]:
    """Return zone → share of its limit; nothing of detectors that do not count people."""
    return watch.crowd_shares if isinstance(watch, CountsPeople) else {}
