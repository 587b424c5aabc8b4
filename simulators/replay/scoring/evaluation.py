"""One source's run beside its truth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.limits import ConstructionLimits, CrowdLimits
from simulators.replay.run_record import RunRecord
from simulators.replay.scoring.box_score import BoxScore, score_boxes
from simulators.replay.scoring.count_score import CountScore, true_count
from simulators.replay.scoring.ideal_crowds import ideal_crowds
from simulators.replay.scoring.matching import Matching, TimedIncident, Tolerance, match_incidents
from simulators.replay.truth.true_incident import TrueIncident
from simulators.replay.truth.truth import Truth

KINDS = {"crowd": "crowd", "construction": "construction", "diagnosis": "camera-fault"}
"""Kind of incident by detector."""

CROWD_GRACE_LOOKS = 3
"""A crowd is to be found within three looks beyond the hold time."""

CONSTRUCTION_GRACE_VISITS = 3
"""Visits beyond those that a change has to last."""

FAULT_EARLY_S = 5.0
FAULT_GRACE_S = 660.0
"""The diagnosis waits up to ten minutes before it names a fault (colour cast five, blurred three,
black half a minute)."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What became of one source.

    Attributes:
        record: The run.
        counts: Counting; none without the crowd detector.
        true_counts: True people of each look by zone.
        boxes: Boxes; none where true boxes are not known.
        incidents: The record's, on the source's time.
        truth: What should have been raised, of the kinds that were looked for.
        known_kinds: Kinds of which that is complete, sorted.
        matching: How both go together.
        due: Indices into ``truth`` of what had to be found, and in time before the source ended.
        late: Those of them that were found, but not in time.
    """

    record: RunRecord
    counts: CountScore | None
    true_counts: dict[str, tuple[int | None, ...]]
    boxes: BoxScore | None
    incidents: tuple[TimedIncident, ...]
    truth: tuple[TrueIncident, ...]
    known_kinds: tuple[str, ...]
    matching: Matching
    due: tuple[int, ...]
    late: tuple[int, ...]


def evaluate(
    record: RunRecord, camera: Camera, truth: Truth | None, wanted: Collection[str]
) -> Evaluation:
    """Compare a run with its truth.

    Where people or counts are known and no incident file speaks of crowds, the zones' own limits
    on the true counts say which crowds should have been raised.

    Args:
        record: The run.
        camera: Whose zones and limits held.
        truth: What is known, or none.
        wanted: The detectors that looked.
    """
    known = truth or Truth()
    kinds = {KINDS[detector] for detector in wanted}
    zones = [zone for zone in camera.active_zones if zone.kind == "crowd"]
    true_counts = {
        zone.id: tuple(
            true_count(known, record, zone.id, zone.polygon, look)
            for look in record.crowd.get(zone.id, [])
        )
        for zone in zones
    }
    # What begins after the last picture was not shown, and nothing raised can be about it.
    incidents = [
        incident
        for incident in known.incidents
        if incident.kind in kinds and incident.start_s <= record.seconds
    ]
    known_kinds = known.known_kinds & kinds
    if "crowd" in kinds - known_kinds and _all_known(true_counts):
        for zone in zones:
            if isinstance(zone.limits, CrowdLimits) and zone.limits.people is not None:
                times = [look.time_s for look in record.crowd.get(zone.id, [])]
                pairs = zip(times, true_counts[zone.id], strict=True)
                counts = [(at_s, people) for at_s, people in pairs if people is not None]
                incidents += ideal_crowds(zone.id, zone.limits, counts)
        known_kinds = known_kinds | {"crowd"}
    timed = tuple(
        TimedIncident(
            incident,
            record.time_s(incident.start),
            None if incident.end is None else record.time_s(incident.end),
        )
        for incident in record.incidents
    )
    tolerances = _tolerances(camera)
    matching = match_incidents(timed, incidents, known_kinds, tolerances)
    due: list[int] = []
    late: list[int] = []
    for number, real in enumerate(incidents):
        if not real.required:
            continue
        grace_s = tolerances[real.kind].late_s if real.grace_s is None else real.grace_s
        delay_s = matching.delays_s[number]
        # What the source did not show long enough is not held against anybody.
        if delay_s is not None or real.due_s + grace_s <= record.seconds:
            due.append(number)
        if delay_s is not None and delay_s > grace_s:
            late.append(number)
    return Evaluation(
        record=record,
        counts=_counts(record, true_counts) if "crowd" in kinds else None,
        true_counts=true_counts,
        boxes=(
            score_boxes(record.boxes, known.people, [zone.polygon for zone in zones])
            if known.people is not None and record.boxes
            else None
        ),
        incidents=timed,
        truth=tuple(incidents),
        known_kinds=tuple(sorted(known_kinds)),
        matching=matching,
        due=tuple(due),
        late=tuple(late),
    )


def _all_known(counts: dict[str, tuple[int | None, ...]]) -> bool:
    """Say whether the counts say enough to call an alert false: none is missing in between."""
    rows = [row for row in counts.values() if row]
    return bool(rows) and all(people is not None for row in rows for people in row)


def _counts(record: RunRecord, truth: dict[str, tuple[int | None, ...]]) -> CountScore:
    counted: list[int] = []
    errors: list[int] = []
    for zone, looks in record.crowd.items():
        counted += [look.people for look in looks]
        known = truth.get(zone, (None,) * len(looks))
        errors += [
            look.people - people
            for look, people in zip(looks, known, strict=True)
            if people is not None
        ]
    return CountScore(tuple(counted), tuple(errors))


def _tolerances(camera: Camera) -> dict[str, Tolerance]:
    """Say by kind how far in time an incident may be from a true one.

    ``late_s`` is also how long after it is due an incident is still in time.
    """
    analytics = camera.analytics
    lasting = max(
        (
            zone.limits.lasting_visits
            for zone in analytics.zones
            if isinstance(zone.limits, ConstructionLimits)
        ),
        default=0,
    )
    crowd_s = CROWD_GRACE_LOOKS * analytics.crowd_every_s
    visit_s = analytics.construction_every_s
    return {
        "crowd": Tolerance(crowd_s, crowd_s),
        "construction": Tolerance(visit_s, (lasting + CONSTRUCTION_GRACE_VISITS) * visit_s),
        "camera-fault": Tolerance(FAULT_EARLY_S, FAULT_GRACE_S),
    }
