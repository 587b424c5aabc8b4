"""When a change has lasted long enough to be taken for a structure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from detectors.construction.evidence_map import NEVER, EvidenceMap
from detectors.construction.look import half_of
from detectors.construction.tracked_change import MOST_SIGNS, TrackedChange
from detectors.picture import BoolMap, FloatMap

VISITS_PER_HOUR = 6.0
"""Of a camera visited every ten minutes. Where visits follow each other more quickly an hour is as
many visits, not 3,600 s."""

FAST_MOTION_S = 60.0
"""Visits nearer to each other than this are fast motion, as in a demonstration: nothing is built
at that pace in earnest."""

FAST_VISITS_PER_HOUR = 2.0

ONE_STEP_H = 32.0
"""How long what came in one piece must stay: through a night and into the second day. Parked
lorries, stalls and laundry are gone by then."""

GROWN_H = 3.0
"""How long what was seen to grow must stay."""

WHERE_THINGS_COME_AND_GO_H = 75.0
"""How long it must stay where changes came and went before."""

VEHICLE_H = 72.0
"""How long it must stay where the object model sees a vehicle."""

MOST_SHARE = 0.3
"""Share of the picture over which a change is weather."""

SURELY_VEHICLE = 0.75
MOST_VEHICLE_SHARE = 0.1
"""Share of the visits at which a vehicle was seen from which growth is no evidence against one, and
share of the picture over which nothing is one."""

GROWTH_STEP = 0.1
"""Share of a region that must have begun at one visit to be a step of its growth."""

GROWTH_COUNT = 3
"""Visits that must have seen a pixel before it speaks of growth."""

GROWTH_STEPS = 3
MOST_IN_ONE_STEP = 0.55
GROWTH_SPAN_H = 1.0

MANY_VISITS = 18
"""Visits that must have seen what grew; with fewer of them it takes ``GROWN_FEW_VISITS_H``."""

LEAST_PER_HOUR = 1.0
"""Visits an hour that must have seen it too: a camera visited four times a day sees no growth."""

GROWN_FEW_VISITS_H = 28.0

GROWN_DOUBTFUL_H = 8.0
GROWN_DOUBTFUL_FEW_VISITS_H = 40.0
"""The same where things come and go, or where the object model sees a vehicle."""

LEAST_STRENGTH = 0.7
"""Mean difference that a structure makes at least where it differs."""

EARLY_H = 80.0
"""What changes in the first days may be that something left which stood there while the place was
learned: only what is seen to come and to grow is believed."""

GHOST_H = 20.0
"""How long something must have been away before the ground under it is learned."""

CAME = 0.45

UNLIKE = 1.6
"""Median of a change's signs from which the place has never looked like this."""

STRONG_SIGN = 3.0
"""The same from which a weak difference counts as a strong one."""

LEAST_SIGNS = 2
LEAST_SEEN_PART = 0.4
SIGN_COUNT = 3
"""Visits that must have seen a pixel before it speaks for a change's sign."""

LEAST_CONSTANCY = 0.7
GONE = -0.35
"""Mean of the logarithm of contrast at the outline under which something was taken away."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly a camera's visits follow each other.

    Attributes:
        hour_s: What counts as an hour.
        visits: Visits that must have seen a change.
        many_visits: Visits at which growth needs no day to be believed.
        in_earnest: Whether it is no fast motion.
    """

    hour_s: float
    visits: int
    many_visits: int
    in_earnest: bool = True

    @classmethod
    def of(cls, visit_every_s: float, visits: int) -> Pace:
        """From the promised interval between two visits."""
        if visit_every_s < FAST_MOTION_S:
            return cls(FAST_VISITS_PER_HOUR * visit_every_s, visits, visits, False)
        return cls(min(3600.0, VISITS_PER_HOUR * visit_every_s), visits, MANY_VISITS)

    def hours(self, hours: float) -> float:
        """Return a time of so many hours in real ones."""
        return hours * self.hour_s / 3600.0


def grown(track: TrackedChange, evidence: EvidenceMap, pace: Pace) -> bool:
    """Say whether a change came piece by piece rather than at once."""
    # What was seen once may be the border of a shadow from days before.
    onsets = evidence.onsets[track.mask & (evidence.counts >= GROWTH_COUNT)]
    onsets = onsets[onsets != NEVER]
    if onsets.size == 0:
        return False
    moments, counts = np.unique(onsets, return_counts=True)
    # Neighbouring visits are one step: what came at once is not noticed everywhere at once.
    steps = moments[counts >= GROWTH_STEP * onsets.size]
    if steps.size < GROWTH_STEPS or counts.max() > MOST_IN_ONE_STEP * onsets.size:
        return _gradual(onsets, pace)
    return bool(steps[-1] - steps[0] >= 3600 * pace.hours(GROWTH_SPAN_H))


def _gradual(onsets: np.ndarray[tuple[int, ...], np.dtype[np.int32]], pace: Pace) -> bool:
    first, last = np.percentile(onsets, (15, 85))
    middle = np.count_nonzero((onsets > first) & (onsets < last)) / onsets.size
    return bool(last - first >= 3600 * pace.hours(GROWTH_SPAN_H) and middle >= 0.3)


def seen_often(track: TrackedChange, pace: Pace) -> bool:
    """Say whether a change was seen so often that its growth shows from visit to visit."""
    span_h = (track.seen_at - track.since).total_seconds() / pace.hour_s
    return track.seen >= max(pace.many_visits, LEAST_PER_HOUR * span_h)


def wait_h(track: TrackedChange, pace: Pace, *, comes_and_goes: bool, has_grown: bool) -> float:
    """Return how many hours a change must have been there."""
    like_vehicle = track.vehicle_seen * 3 >= track.seen
    many = seen_often(track, pace)
    if track.vehicle_seen >= SURELY_VEHICLE * track.seen and track.share < MOST_VEHICLE_SHARE:
        return VEHICLE_H
    if has_grown and (like_vehicle or comes_and_goes):
        return GROWN_DOUBTFUL_H if many else GROWN_DOUBTFUL_FEW_VISITS_H
    if like_vehicle:
        return VEHICLE_H
    if comes_and_goes:
        return WHERE_THINGS_COME_AND_GO_H
    if not has_grown:
        return ONE_STEP_H
    return GROWN_H if many else GROWN_FEW_VISITS_H


def lasting_part(
    track: TrackedChange,
    evidence: EvidenceMap,
    at: datetime,
    pace: Pace,
    *,
    comes_and_goes: bool,
    early: bool,
) -> BoolMap | None:
    """Return where a change has lasted long enough; none where it cannot be a structure.

    Args:
        track: The change.
        evidence: Since when each pixel is different.
        at: Capture time of the visit, UTC.
        pace: Of the camera's visits.
        comes_and_goes: Whether changes came and went there before.
        early: Whether it began while the place was still little known.
    """
    if track.constancy < LEAST_CONSTANCY or track.seen < pace.visits or track.missed_in_a_row:
        return None
    if track.appeared < GONE or track.share > MOST_SHARE:
        return None
    if track.strength < LEAST_STRENGTH and not (
        len(track.signs) >= LEAST_SIGNS and float(np.median(track.signs)) >= STRONG_SIGN
    ):
        return None
    has_grown = grown(track, evidence, pace)
    if early and not (has_grown and track.appeared > CAME):
        return None
    hours = wait_h(track, pace, comes_and_goes=comes_and_goes, has_grown=has_grown)
    old = evidence.older_than(at, pace.hours(hours))
    counted: BoolMap = track.mask & old & (evidence.counts >= min(pace.visits, 4))
    return counted


def note_sign(track: TrackedChange, evidence: EvidenceMap, signs: FloatMap) -> None:
    """Note how unlike anything known a change was at a visit, unless too little of it was seen.

    Args:
        track: The change.
        evidence: How often each pixel was seen different.
        signs: As ``KnownLooks.visit`` returns them.
    """
    counted = half_of(track.mask & (evidence.counts >= SIGN_COUNT), least=0.5)
    if not counted.any():
        counted = half_of(track.mask, least=0.5)
    seen = signs[counted]
    told = seen[np.isfinite(seen)]
    if told.size and told.size >= LEAST_SEEN_PART * seen.size:
        track.signs = (*track.signs, round(float(np.median(told)), 2))[-MOST_SIGNS:]


def unlike_all(track: TrackedChange, part: BoolMap, signs: FloatMap | None) -> bool:
    """Say whether daylight has surely never shown the place as the change shows it.

    Args:
        track: The change.
        part: Where it has lasted.
        signs: Of the visit, as ``KnownLooks.visit`` returns them.
    """
    if len(track.signs) < LEAST_SIGNS or np.median(track.signs) < UNLIKE:
        return False
    if signs is None:
        return bool(np.median(track.signs) >= STRONG_SIGN)
    lasted = signs[half_of(part, least=0.5)]
    told = lasted[np.isfinite(lasted)]
    return bool(told.size) and float(np.median(told)) >= UNLIKE


def is_early(track: TrackedChange, begun_at: datetime, pace: Pace) -> bool:
    """Say whether a change began while the place was still little known.

    In fast motion none does: the whole of it is over before that time is.
    """
    if not pace.in_earnest:
        return False
    return track.since - begun_at < timedelta(hours=pace.hours(EARLY_H))


def was_taken_away(
    track: TrackedChange,
    evidence: EvidenceMap,
    at: datetime,
    pace: Pace,
    begun_at: datetime,
) -> bool:
    """Say whether what changed is that something left.

    Args:
        track: A change that is not confirmed.
        evidence: Since when each pixel is different.
        at: Capture time of the visit, UTC.
        pace: Of the camera's visits.
        begun_at: Capture time of the first visit the place was learned from, UTC.
    """
    since = at - track.since
    if since < timedelta(hours=pace.hours(GHOST_H)) or track.seen < pace.visits:
        return False
    if track.appeared < GONE:
        return True
    came = track.appeared > CAME and grown(track, evidence, pace)
    return is_early(track, begun_at, pace) and not came
