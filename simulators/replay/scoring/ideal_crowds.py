"""The crowd incidents that true counts ask for."""

from __future__ import annotations

from collections.abc import Sequence

from sharp_eyes.registry.limits import CrowdLimits
from simulators.replay.truth.true_incident import TrueIncident


def ideal_crowds(
    zone: str, limits: CrowdLimits, counts: Sequence[tuple[float, int]]
) -> list[TrueIncident]:
    """Hold a zone's own limit against its true counts: what a perfect count would have raised.

    An incident is due once the true count has stayed at the limit for the hold time; it is right
    to raise it from the moment the limit was reached, and until the count has stayed under the
    clearing share for the clear hold.

    Args:
        zone: The zone's id.
        limits: Its limits; a limit by density alone gives nothing, since true places are unknown.
        counts: (seconds after the first picture, true people), in order of time.
    """
    if limits.people is None:
        return []
    found: list[TrueIncident] = []
    over_since: float | None = None
    clear_since: float | None = None
    due: float | None = None

    def end(at_s: float | None) -> None:
        if over_since is not None and due is not None:
            found.append(TrueIncident("crowd", zone, over_since, due, at_s))

    for at_s, people in counts:
        if due is None:
            if people < limits.people:
                over_since = None
                continue
            over_since = at_s if over_since is None else over_since
            if at_s - over_since >= limits.hold_s:
                due, clear_since = at_s, None
        elif people < limits.clear_below * limits.people:
            clear_since = at_s if clear_since is None else clear_since
            if at_s - clear_since >= limits.clear_hold_s:
                end(at_s)
                due = over_since = None
        else:
            clear_since = None
    end(None)
    return found
