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
class Tolerance:
    """How far an incident may be from a true one and still be about it.

    Attributes:
        early_s: Before it begins.
        late_s: After it ends; detectors hold on before they are sure.
    """

    early_s: float
    late_s: float


NO_TOLERANCE = Tolerance(0.0, 0.0)


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
    tolerances: Mapping[str, Tolerance],
) -> Matching:
    """Match by kind, zone and time; structures also by place.

    An incident is true when it opens while a true incident of its kind and zone goes on, give or
    take the tolerance; where the truth names a place, an outline at its opening must cover part of
    it as well. A true incident is found by the first that is open while it goes on and, where it
    has a place, covers it: that may be one which opened falsely and was still open. Several
    incidents about one true one are all true. What is not true is false where the truth is
    complete for its kind, else unknown.

    Args:
        incidents: In the order of their starts.
        truth: What should have been raised.
        known_kinds: Kinds of which the truth is complete.
        tolerances: By kind.
    """
    right = [False] * len(incidents)
    found: list[int | None] = [None] * len(truth)
    delays: list[float | None] = [None] * len(truth)
    for number, real in enumerate(truth):
        tolerance = tolerances.get(real.kind, NO_TOLERANCE)
        for index, timed in enumerate(incidents):
            if timed.incident.kind != real.kind or real.zone not in (None, timed.incident.zone):
                continue
            right[index] = right[index] or _opens_on(timed, real, tolerance)
            at_s = _found_at(timed, real, tolerance)
            if at_s is not None and found[number] is None:
                found[number] = index
                delays[number] = at_s - real.due_s
    outcomes: list[Outcome] = [
        "true" if yes else ("false" if timed.incident.kind in known_kinds else "unknown")
        for timed, yes in zip(incidents, right, strict=True)
    ]
    return Matching(outcomes, found, delays)


def _opens_on(timed: TimedIncident, real: TrueIncident, tolerance: Tolerance) -> bool:
    """Say whether an incident is right at the moment it opens."""
    if timed.start_s < real.start_s - tolerance.early_s:
        return False
    if real.end_s is not None and timed.start_s > real.end_s + tolerance.late_s:
        return False
    if real.polygon is None:
        return True
    changes = timed.incident.outlines
    ground = Polygon(real.polygon).buffer(0)
    return any(
        _covers(change.corners, ground) for change in changes if change.time_s == changes[0].time_s
    )


def _found_at(timed: TimedIncident, real: TrueIncident, tolerance: Tolerance) -> float | None:
    """Return when an incident first told of a true one, or none when it never did."""
    if real.end_s is not None and timed.start_s > real.end_s + tolerance.late_s:
        return None
    begin_s = real.start_s - tolerance.early_s
    if timed.end_s is not None and timed.end_s < begin_s:
        return None
    if real.polygon is None:
        return max(timed.start_s, begin_s)
    ground = Polygon(real.polygon).buffer(0)
    for change in timed.incident.outlines:
        if change.time_s >= begin_s and _covers(change.corners, ground):
            return max(timed.start_s, change.time_s)
    return None


def _covers(outline: Corners, ground: BaseGeometry) -> bool:
    if len(outline) < 3 or ground.is_empty:
        return False
    shape = Polygon(outline).buffer(0)
    smaller = min(shape.area, ground.area)
    return bool(smaller > 0 and shape.intersection(ground).area >= LEAST_OVERLAP * smaller)
