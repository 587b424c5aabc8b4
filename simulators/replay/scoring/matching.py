"""Which incidents are right, and which true ones were missed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from simulators.replay.replayed_incident import ReplayedIncident
from simulators.replay.truth.true_incident import Corners, TrueIncident

Outcome = Literal["true", "false", "unknown"]

LEAST_OVERLAP = 0.1
"""Share of the smaller of outline and structure that must be common: outlines are coarse, and a
structure's neighbour shares nothing with it."""


@dataclass(frozen=True, slots=True)
class TimedIncident:
    """An incident on the source's time.

    Attributes:
        incident: As found.
        start_s: After the first picture.
        end_s: The same; none when it was still open at the last picture.
    """

    incident: ReplayedIncident
    start_s: float
    end_s: float | None


@dataclass(frozen=True, slots=True)
class Matching:
    """How incidents and truth go together.

    Attributes:
        outcomes: Of each incident, in their order.
        found: Of each true incident, the index of the first incident about it; none when missed.
        delays_s: Of each true incident, how long after it was due it was found; below 0 it was
            early. None when missed.
    """

    outcomes: list[Outcome]
    found: list[int | None]
    delays_s: list[float | None]


def match_incidents(
    incidents: Sequence[TimedIncident],
    truth: Sequence[TrueIncident],
    known_kinds: Collection[str],
    tolerance_s: Mapping[str, float],
) -> Matching:
    """Match by kind, zone and time; structures also by place.

    An incident is true when it is open at some time at which a true incident of its kind and zone
    goes on (each widened by the tolerance); where the truth names a place, an outline of the
    incident must cover part of it as well, and it is found when one first does. Several incidents
    about one true one are all true, the first one counts. An incident without a match is false
    where the truth is complete for its kind, else unknown.

    Args:
        incidents: In the order of their starts.
        truth: What should have been raised.
        known_kinds: Kinds of which the truth is complete.
        tolerance_s: By kind.
    """
    matched = [False] * len(incidents)
    found: list[int | None] = [None] * len(truth)
    delays: list[float | None] = [None] * len(truth)
    for number, real in enumerate(truth):
        for index, timed in enumerate(incidents):
            at_s = _found_at(timed, real, tolerance_s.get(real.kind, 0.0))
            if at_s is None:
                continue
            matched[index] = True
            if found[number] is None:
                found[number] = index
                delays[number] = at_s - real.due_s
    outcomes: list[Outcome] = [
        "true" if right else ("false" if timed.incident.kind in known_kinds else "unknown")
        for timed, right in zip(incidents, matched, strict=True)
    ]
    return Matching(outcomes, found, delays)


def _found_at(timed: TimedIncident, real: TrueIncident, tolerance_s: float) -> float | None:
    """Return when an incident first told of a true one, or none when it never did."""
    incident = timed.incident
    if incident.kind != real.kind or real.zone not in (None, incident.zone):
        return None
    if real.end_s is not None and timed.start_s > real.end_s + tolerance_s:
        return None
    if timed.end_s is not None and timed.end_s < real.start_s - tolerance_s:
        return None
    if real.polygon is None:
        return timed.start_s
    ground = Polygon(real.polygon).buffer(0)
    for change in incident.outlines:
        if change.time_s >= real.start_s - tolerance_s and _covers(change.corners, ground):
            return max(timed.start_s, change.time_s)
    return None


def _covers(outline: Corners, ground: BaseGeometry) -> bool:
    if len(outline) < 3 or ground.is_empty:
        return False
    shape = Polygon(outline).buffer(0)
    smaller = min(shape.area, ground.area)
    return bool(smaller > 0 and shape.intersection(ground).area >= LEAST_OVERLAP * smaller)
