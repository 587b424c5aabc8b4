"""When works that are seen are told of."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.construction.works_judge import WorksJudge, seen_works
from detectors.construction.works_map import WorksMap
from detectors.picture import BoolMap

SURE = 0.82
"""How sure the judge must be: over 312 development series, each sixth judged by weights of the
others, 153 of 155 structures in time and .54 false alarms per 100 camera-days (design note
0017)."""

LEAST_AGE_H = 16.0
"""For so long most of it must have been seen: a stall's day is over then, and a lorry unloaded."""

YOUNG_H = 60.0
"""What is seen in the first days may be that something is gone which stood there while the place
was learned; the network was taught with places that were known."""

STILL = 0.24
"""Mean under which a cell that was told of is works no more."""


def lasting_works(
    works: WorksMap,
    judge: WorksJudge,
    least_area: float,
    begun_at: datetime,
    at: datetime,
    hour_s: float,
) -> BoolMap:
    """Say where works have lasted, and remember that it was said.

    Args:
        works: After the visit.
        judge: Weighs how surely and for how long they are seen.
        least_area: Smallest share of the picture that can matter.
        begun_at: Capture time of the first visit the place was learned from, UTC.
        at: Capture time of the visit, UTC.
        hour_s: What counts as an hour.

    Returns:
        bool (H / 4, W / 4).
    """
    lasting: BoolMap = works.told & (works.mean > np.float32(STILL))
    young = (at - begun_at).total_seconds() < YOUNG_H * hour_s
    if works.few_visits and not young:
        # Only there is it known how often this is wrong; where visits are many, growth is seen.
        for seen in seen_works(works, least_area, at, hour_s):
            if seen.features["age"] >= LEAST_AGE_H and judge.sure(seen.features) >= SURE:
                lasting = lasting | seen.cells
    works.told = lasting
    return lasting
