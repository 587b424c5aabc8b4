"""Which incidents are right, and which true ones were missed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from shapely.errors import GEOSException
from shapely.geometry import Polygon
from shapely.ops import unary_union

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
        delays_s: Of each incident that was the first about its true one: how long after that was
            due; below 0 it was early. None for the others.
        found: Of each true incident, the index of the first incident about it; none when missed.
    """

    outcomes: list[Outcome]
    delays_s: list[float | None]
    found: list[int | None]


def match_incidents(
    incidents: Sequence[TimedIncident],
    truth: Sequence[TrueIncident],
    known_kinds: Collection[str],
    tolerance_s: dict[str, float],
) -> Matching:
    """Match by kind, zone and time; structures also by place.

    An incident is true when it is open at some time at which a true incident of its kind and zone
    goes on (each widened by the tolerance); where the truth names a place, an outline of the
    incident must cover part of it as well. Several incidents about one true one are all true, the
    first one's delay counts. An incident without a match is false where the truth is complete for
    its kind, else unknown.

    Args:
        incidents: In the order of their starts.
        truth: What should have been raised.
        known_kinds: Kinds of which the truth is complete.
        tolerance_s: By kind.
    """
    outcomes: list[Outcome] = []
    delays: list[float | None] = [None] * len(incidents)
    found: list[int | None] = [None] * len(truth)
    for index, timed in enumerate(incidents):
        matched = False
        for number, real in enumerate(truth):
            if not _about(timed, real, tolerance_s.get(real.kind, 0.0)):
                continue
            matched = True
            if found[number] is None:
                found[number] = index
                if delays[index] is None:
                    delays[index] = timed.start_s - real.due_s
        if matched:
            outcomes.append("true")
        else:
            outcomes.append("false" if timed.incident.kind in known_kinds else "unknown")
    return Matching(outcomes, delays, found)


def _about(timed: TimedIncident, real: TrueIncident, tolerance_s: float) -> bool:
    incident = timed.incident
    if incident.kind != real.kind or real.zone not in (None, incident.zone):
        return False
    if real.end_s is not None and timed.start_s > real.end_s + tolerance_s:
        return False
    if timed.end_s is not None and timed.end_s < real.start_s - tolerance_s:
        return False
    return real.polygon is None or _covers(incident.outlines, real.polygon)


def _covers(outlines: Sequence[Corners], place: Corners) -> bool:
    ground = Polygon(place).buffer(0)
    shapes = [Polygon(outline).buffer(0) for outline in outlines if len(outline) >= 3]
    try:
        common = max(
            (
                shape.intersection(ground).area / min(shape.area, ground.area)
                for shape in (*shapes, unary_union(shapes))
                if shape.area > 0 and ground.area > 0
            ),
            default=0.0,
        )
    except GEOSException:
        return False
    return bool(common >= LEAST_OVERLAP)
