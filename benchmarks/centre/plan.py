"""Which alerts a shard tells, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sharp_eyes.alert.phase import Phase


@dataclass(frozen=True, slots=True)
class Step:
    """One alert to come.

    Attributes:
        incident: Number of its incident.
        phase: Of the alert.
        value: What it says was measured.
    """

    incident: int
    phase: Phase
    value: float


def sustained(alerts: int, together: int = 1_000) -> Iterator[Step]:
    """Give incidents of five alerts each: new, three updates, end, many of them side by side.

    Args:
        alerts: About how many.
        together: Incidents that go on at one time, so that an update is sent before the next.
    """
    first = 0
    while first * 5 < alerts:
        group = range(first, first + together)
        yield from (Step(one, Phase.NEW, 11.0) for one in group)
        for number in range(3):
            yield from (Step(one, Phase.UPDATE, 12.0 + number) for one in group)
        yield from (Step(one, Phase.END, 0.0) for one in group)
        first += together


def flood(alerts: int) -> Iterator[Step]:
    """Give incidents of which 95 in a hundred alerts are updates: new, 38 updates, end."""
    for group in range(alerts // 40):
        yield Step(group, Phase.NEW, 11.0)
    for number in range(38):
        yield from (Step(one, Phase.UPDATE, 12.0 + number) for one in range(alerts // 40))
    for one in range(alerts // 40):
        yield Step(one, Phase.END, 0.0)
