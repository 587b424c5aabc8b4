"""A village's cameras as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Village:
    """One look at one village.

    Attributes:
        code: 12 digits.
        cameras: How many it has, those switched off left out.
        gone: Camera → since when it gives no pictures, UTC.
        here: Cameras that give pictures. Of one that is neither gone nor here nothing is known,
            because its shard is silent or has only begun.
    """

    code: str
    cameras: int
    gone: Mapping[str, datetime]
    here: frozenset[str]

    def gone_together(self, within_s: float) -> dict[str, datetime]:
        """Return the most cameras that are gone and went within so long of each other.

        Of two sets of the same size the later one.
        """
        order = sorted(self.gone.items(), key=lambda one: (one[1], one[0]))
        best: list[tuple[str, datetime]] = []
        first = 0
        for last, (_camera, at) in enumerate(order):
            while at - order[first][1] > timedelta(seconds=within_s):
                first += 1
            if last + 1 - first >= len(best):
                best = order[first : last + 1]
        return dict(best)
