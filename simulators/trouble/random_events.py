"""A timetable by chance, for soak tests."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from simulators.trouble.fault_event import FaultEvent

HORIZON_S = 3600.0
SHORTEST_S = 3.0
LONGEST_S = 30.0


def random_events(
    camera_ids: Sequence[str],
    kinds: Sequence[str],
    random: Random,
    *,
    horizon_s: float = HORIZON_S,
    share: float = 0.05,
    quiet_s: float = 10.0,
) -> list[FaultEvent]:
    """Return faults spread by chance over time and cameras; the same seed gives the same list.

    Args:
        camera_ids: The cameras.
        kinds: Kinds of faults, each as likely as any other.
        random: Seeded by the caller.
        horizon_s: No fault begins after this.
        share: Part of the time that a camera is in trouble, 0 to 1 (exclusive).
        quiet_s: No fault begins before this.

    Returns:
        Events by time; of one camera they never overlap.
    """
    mean_s = (SHORTEST_S + LONGEST_S) / 2
    pause_s = mean_s * (1 - share) / max(share, 1e-9)
    events = []
    for camera_id in camera_ids:
        at_s = quiet_s + random.expovariate(1 / pause_s)
        while at_s < horizon_s:
            for_s = random.uniform(SHORTEST_S, LONGEST_S)
            kind = kinds[random.randrange(len(kinds))]
            events.append(FaultEvent(camera_id, kind, round(at_s, 3), round(for_s, 3)))
            at_s += for_s + random.expovariate(1 / pause_s)
    return sorted(events, key=lambda event: (event.at_s, event.camera_id))
