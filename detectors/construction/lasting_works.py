"""When works that are seen are told of."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np

from detectors.construction.evidence_map import NEVER, moment
from detectors.construction.works_map import WorksMap
from detectors.picture import BoolMap

PART_OF = 0.4
"""Mean from which a cell is part of works."""

SURE = 0.75
"""Mean over all their cells from which works are told of."""

LEAST_AGE_H = 20.0
OLD_PART = 0.4
"""Share of the cells that must have been works for so long: a lorry stays for a night, too."""

YOUNG_H = 60.0
"""What is seen in the first days may be that something is gone which stood there while the place
was learned; the network was taught with places that were known."""

STILL = 0.24
"""Mean under which a cell that was told of is works no more."""


def lasting_works(
    works: WorksMap, least_area: float, begun_at: datetime, at: datetime, hour_s: float
) -> BoolMap:
    """Say where works have lasted, and remember that it was said.

    Args:
        works: After the visit.
        least_area: Smallest share of the picture that can matter.
        begun_at: Capture time of the first visit the place was learned from, UTC.
        at: Capture time of the visit, UTC.
        hour_s: What counts as an hour.

    Returns:
        bool (H / 4, W / 4).
    """
    lasting = works.told & (works.mean > np.float32(STILL))
    young = (at - begun_at).total_seconds() < YOUNG_H * hour_s
    if works.few_visits and not young:
        # Only there is it known how often this is wrong; where visits are many, growth is seen.
        lasting = lasting | _new(works, least_area, at, hour_s)
    works.told = lasting
    return lasting


def _new(works: WorksMap, least_area: float, at: datetime, hour_s: float) -> BoolMap:
    begun_by = moment(at) - round(LEAST_AGE_H * hour_s)
    old = (works.onsets != NEVER) & (works.onsets <= begun_by)
    part_of = works.mean > np.float32(PART_OF)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        part_of.astype(np.uint8), connectivity=8
    )
    sure = np.zeros(count, np.bool_)
    for number in range(1, count):
        size = int(stats[number, cv2.CC_STAT_AREA])
        if size < least_area * part_of.size:
            continue
        cells = labels == number
        sure[number] = (
            float(works.mean[cells].mean()) >= SURE
            and np.count_nonzero(old & cells) >= OLD_PART * size
        )
    new: BoolMap = sure[labels]
    return new
