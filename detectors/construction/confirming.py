"""Which changes are told of."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.construction.lasting import Pace, is_early, lasting_part, seen_often, unlike_all
from detectors.construction.lasting_works import lasting_works
from detectors.construction.place_memory import PlaceMemory
from detectors.construction.regions import solid_map
from detectors.construction.tracked_change import TrackedChange
from detectors.construction.works_judge import WorksJudge
from detectors.construction.works_map import pixels_of
from detectors.picture import BoolMap, FloatMap

OPEN_PART = 0.4
"""Share of that which must have lasted before gaps are closed and what is enclosed is filled."""

CONFIRMED_PART = 0.7
"""Share of the smallest area that must have lasted long enough; the rest may be younger."""


def confirm(
    memory: PlaceMemory,
    judge: WorksJudge,
    pace: Pace,
    least_area: float,
    signs: FloatMap | None,
    at: datetime,
) -> BoolMap:
    """Confirm what has lasted, and return the ground of all that has.

    Where visits are frequent, a change is followed and waited for. Where there are a few a day, the
    network tells works from all else, and the judge whether what it saw lasts: with changes
    followed besides, false alarms were twice as many (design note 0017).

    Args:
        memory: Of the place, after the visit.
        judge: Of works that are seen.
        pace: Of the camera's visits.
        least_area: Smallest share of the picture that can matter.
        signs: Of the visit, as ``KnownLooks.visit`` returns them.
        at: Capture time of the visit, UTC.
    """
    lasting: BoolMap = np.zeros(memory.noise.shape, np.bool_)
    sees_works = memory.works.seen_at is not None
    for track in memory.tracker.tracks:
        if track.confirmed_at is None:
            if sees_works and not seen_often(track, pace):
                continue
            if not _waited(track, memory, pace, least_area, signs, at):
                continue
            track.confirmed_at = at
        lasting |= track.mask
    told = lasting_works(memory.works, judge, least_area, memory.begun_at, at, pace.hour_s)
    if told.any():
        lasting |= pixels_of(told)
    return lasting


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
