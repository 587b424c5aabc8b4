"""Which changes are told of."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from detectors.construction.judge import Judge, features_of
from detectors.construction.lasting import (
    MOST_SHARE,
    SURELY_VEHICLE,
    VEHICLE_H,
    Pace,
    is_early,
    lasting_part,
    seen_often,
    unlike_all,
)
from detectors.construction.lasting_works import lasting_works
from detectors.construction.place_memory import PlaceMemory
from detectors.construction.regions import solid_map
from detectors.construction.tracked_change import TrackedChange
from detectors.construction.works_map import pixels_of
from detectors.picture import BoolMap, FloatMap

OPEN_PART = 0.4
"""Share of that which must have lasted before gaps are closed and what is enclosed is filled."""

CONFIRMED_PART = 0.7
"""Share of the smallest area that must have lasted long enough; the rest may be younger."""

JUDGED_PART = 0.8
"""Share of the smallest area from which a change is judged."""

LEAST_AGE_H = 16.0
"""Nothing younger is judged: a stall's day is over by then, and the weights know no better."""

SEEN_CLOSER = 0.35
"""Second best score of the latest closer looks from which a vehicle stands there."""

LIKE_WORKS = 0.5
"""Mean of what the network says of a change under which it is none."""

SURE = 0.55
"""How sure the judge must be: chosen on development seeds, each judged by weights learned from
others, for about as many false alarms as are allowed."""


def confirm(
    memory: PlaceMemory,
    judge: Judge,
    pace: Pace,
    least_area: float,
    changed: BoolMap,
    signs: FloatMap | None,
    at: datetime,
) -> BoolMap:
    """Confirm what has lasted, and return the ground of all that has.

    Where visits are frequent, fixed times are waited for. Where there are a few a day, time is one
    thing among others that speak for a structure, and the judge weighs them; it has the last word
    only on what the network does not take for something else. What the network itself has seen for
    a day is told of too, followed or not.

    Args:
        memory: Of the place, after the visit.
        judge: Of changes seen a few times a day.
        pace: Of the camera's visits.
        least_area: Smallest share of the picture that can matter.
        changed: bool (H, W): where the visit differs from the place as it was.
        signs: Of the visit, as ``KnownLooks.visit`` returns them.
        at: Capture time of the visit, UTC.
    """
    lasting: BoolMap = np.zeros_like(changed)
    for track in memory.tracker.tracks:
        if track.confirmed_at is None:
            if pace.in_earnest and not seen_often(track, pace):
                sure = _judged(track, memory, judge, pace, least_area, changed, signs, at)
            else:
                sure = _waited(track, memory, pace, least_area, signs, at)
            if not sure:
                continue
            track.confirmed_at = at
        lasting |= track.mask
    told = lasting_works(memory.works, least_area, memory.begun_at, at, pace.hour_s)
    if told.any():
        lasting |= pixels_of(told)
    return lasting


def _judged(
    track: TrackedChange,
    memory: PlaceMemory,
    judge: Judge,
    pace: Pace,
    least_area: float,
    changed: BoolMap,
    signs: FloatMap | None,
    at: datetime,
) -> bool:
    if track.missed_in_a_row or not JUDGED_PART * least_area <= track.share <= MOST_SHARE:
        return False
    if track.seen < pace.visits:
        return False
    least_h = VEHICLE_H if _like_vehicle(track) else LEAST_AGE_H
    if at - track.since < timedelta(hours=pace.hours(least_h)):
        return False
    works = memory.works
    if works.seen_at is not None and works.mean_over(track.mask) < LIKE_WORKS:
        return False
    features = features_of(track, memory, pace, changed, signs, at)
    return features is not None and judge.sure(features) >= SURE


def _like_vehicle(track: TrackedChange) -> bool:
    """Say whether it must be waited for as for a vehicle, however sure the judge is."""
    if len(track.vehicles) > 1:
        # What was looked at closer is known better.
        return sorted(track.vehicles)[-2] >= SEEN_CLOSER
    return track.vehicle_seen >= SURELY_VEHICLE * track.seen


def _waited(
    track: TrackedChange,
    memory: PlaceMemory,
    pace: Pace,
    least_area: float,
    signs: FloatMap | None,
    at: datetime,
) -> bool:
    part = lasting_part(
        track,
        memory.evidence,
        at,
        pace,
        comes_and_goes=memory.tracker.comes_and_goes(track, at),
        early=is_early(track, memory.begun_at, pace),
    )
    if part is None:
        return False
    # Infrared light, fog and snow say nothing of colour: they wait for a better visit.
    if pace.in_earnest and memory.looks.can_tell and not unlike_all(track, part, signs):
        return False
    least = CONFIRMED_PART * least_area * part.size
    if np.count_nonzero(solid_map(part) & track.mask) < least:
        return False
    return bool(np.count_nonzero(part) >= OPEN_PART * least)
