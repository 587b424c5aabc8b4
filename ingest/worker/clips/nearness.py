"""How near a camera's zones are to their limits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NONE: Mapping[str, float] = MappingProxyType({})


def crowd_shares(watch: object) -> Mapping[str, float]:
    """Return zone → what the last look measured there, as a share of the zone's limit.

    Nothing of detectors that do not count people. Asked of each camera each second: a protocol
    that is checked at run time takes 20 times as long.
    """
    shares: Mapping[str, float] = getattr(watch, "crowd_shares", _NONE)
    return shares
