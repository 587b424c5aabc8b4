"""What is found in a series, held against its truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from detectors.construction.observation import ConstructionObservation
from detectors.geometry import polygon_map
from detectors.picture import BoolMap
from simulators.lapse.lapse_series import LapseSeries
from simulators.lapse.visit_truth import VisitTruth

SIZE = (320, 180)
LEAST_SHARE = 0.02
WITHIN = timedelta(days=2)
COUNTS_AS_STRUCTURE = 0.003
"""A structure that covers less of the picture excuses no alarm."""

FOUND = 0.3
"""Share of a structure's picture that the outlines must cover."""

EXCUSED = 0.2
"""Share of an outlined region that must lie on a structure, grown by some pixels, to be true."""

FORGOTTEN = timedelta(hours=24)
"""A false region that was away for so long and comes again is a second false alarm."""


@dataclass(slots=True)
class Wanted:
    """A structure that must be found.

    Attributes:
        id: Within the series.
        kind: House, shed and so on.
        reached_at: When it covered 2 % of the picture.
        found_at: When the outlines covered it first, or none.
        share: Largest share of the picture.
    """

    id: str
    kind: str
    reached_at: datetime
    found_at: datetime | None = None
    share: float = 0.0

    @property
    def in_time(self) -> bool:
        """Whether it was found within two days."""
        return self.found_at is not None and self.found_at <= self.reached_at + WITHIN


@dataclass(slots=True)
class FalseAlarm:
    """A region told of that is no structure, or one with a permit.

    Attributes:
        at: When first.
        last_at: When last.
        mask: Where.
        nuisances: What was in the picture then.
        permitted: Whether it lies on a permitted structure.
    """

    at: datetime
    last_at: datetime
    mask: BoolMap = field(repr=False)
    nuisances: tuple[str, ...] = ()
    permitted: bool = False


class Scoring:
    """Takes a series' visits and what was found at each.

    Args:
        series: The series.
    """

    def __init__(self, series: LapseSeries) -> None:
        self._facts = {one["id"]: one for one in series.facts["structures"]}
        self._truths = series.truths()
        self._watched = polygon_map([series.watched], *SIZE)
        self._reached: dict[str, datetime] = {}
        self._found: dict[str, datetime] = {}
        self._share: dict[str, float] = {}
        self._ever: dict[str, BoolMap] = {}
        self.false: list[FalseAlarm] = []
        self._last_at: datetime | None = None

    def visit(
        self, truth: VisitTruth, observation: ConstructionObservation, is_open: bool, at: datetime
    ) -> None:
        """Take one visit.

        Args:
            truth: Of the visit.
            observation: What the detector found.
            is_open: Whether an incident is open.
            at: Capture time, UTC.
        """
        self._last_at = at
        masks: dict[str, BoolMap] = {}
        for one in truth.structures:
            if one.polygon:
                # The polygon is its largest part alone; what hides the rest comes and goes.
                seen = polygon_map([one.polygon], *SIZE)
                self._ever[one.id] = self._ever.get(one.id, seen) | seen
                masks[one.id] = seen
            self._share[one.id] = max(self._share.get(one.id, 0.0), one.share_of_picture)
            if one.share_of_picture >= LEAST_SHARE:
                self._reached.setdefault(one.id, at)
        if not is_open:
            return
        right, down = observation.shift
        aspect = SIZE[0] / SIZE[1]
        outlines = [
            [(u - right, v - down * aspect) for u, v in outline] for outline in observation.outlines
        ]
        told = polygon_map(outlines, *SIZE)
        for name, mask in masks.items():
            if np.count_nonzero(told & mask) >= FOUND * max(1, int(np.count_nonzero(mask))):
                self._found.setdefault(name, at)
        for outline in outlines:
            self._excuse(polygon_map([outline], *SIZE), self._ever, truth, at)

    def _excuse(
        self, region: BoolMap, masks: dict[str, BoolMap], truth: VisitTruth, at: datetime
    ) -> None:
        size = max(1, int(np.count_nonzero(region)))
        permitted = False
        for name, mask in masks.items():
            both = np.count_nonzero(region & mask)
            if both >= EXCUSED * size and self._share[name] >= COUNTS_AS_STRUCTURE:
                if not self._facts[name]["permitted"]:
                    return
                permitted = True
        for known in self.false:
            both = np.count_nonzero(region & known.mask)
            smaller = min(size, int(np.count_nonzero(known.mask)))
            if both >= 0.3 * smaller and at - known.last_at <= FORGOTTEN:
                known.last_at, known.mask = at, region | known.mask
                return
        self.false.append(FalseAlarm(at, at, region, tuple(sorted(truth.nuisances)), permitted))

    def wanted(self) -> list[Wanted]:
        """Return what must be found: watched, without a permit, with two days left."""
        result = []
        for name, reached in sorted(self._reached.items()):
            facts = self._facts[name]
            if facts["permitted"] or facts["kind"] == "demolition":
                continue
            # What lies at the edge of the watched area is neither asked for nor held against us.
            if facts["watched_share"] * self._share[name] < LEAST_SHARE:
                continue
            found = self._found.get(name)
            if found is None and (self._last_at is None or self._last_at < reached + WITHIN):
                continue
            result.append(Wanted(name, facts["kind"], reached, found, self._share[name]))
        return result
