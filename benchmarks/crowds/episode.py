"""When a place was really too full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Episode:
    """One time at which a limit was really reached and held.

    Attributes:
        over_s: Time of the look at which the limit was reached.
        clear_s: Time of the first look after it that was under what clears it; the end of the
            recording where it never cleared.
    """

    over_s: float
    clear_s: float


def episodes(
    looks: Sequence[tuple[float, float]], limit: float, clear_below: float, hold_s: float
) -> list[Episode]:
    """Find them in the truth, with the same words as the registry: limit, hold, hysteresis.

    Args:
        looks: (time in s, true value) of every look, in order.
        limit: Value from which it is too full.
        clear_below: Value under which it has cleared.
        hold_s: How long the limit must be reached.
    """
    found: list[Episode] = []
    since: float | None = None
    held = False
    for at_s, value in looks:
        if held and since is not None:
            if value < clear_below:
                found.append(Episode(since, at_s))
                since, held = None, False
        elif value < limit:
            since = None
        else:
            since = at_s if since is None else since
            held = at_s - since >= hold_s
    if held and since is not None:
        found.append(Episode(since, looks[-1][0]))
    return found
