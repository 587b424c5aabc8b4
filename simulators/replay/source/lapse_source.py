"""A generated time-lapse: weeks of one view, visit by visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from simulators.lapse.lapse_series import LapseSeries
from simulators.replay.problem import Problems
from simulators.replay.source.replayed_picture import ReplayedPicture
from simulators.replay.source.setting import PermittedGround, SourceSetting
from simulators.replay.truth.true_incident import Corners, TrueIncident
from simulators.replay.truth.truth import Truth

DEFAULT_DAYS = 16
FRAMES_PER_VISIT = 3
VISITS_A_DAY = 5
"""About: four to six."""

LEAST_SHARE = 0.02
"""Share of the picture from which a structure must be found."""

GRACE_S = 2 * 86_400.0
"""Within which it must be."""

Rendering = Callable[[str, int, int], None]
"""Told (name, visits done, visits in all)."""


def _silent(name: str, done: int, total: int) -> None:
    del name, done, total


class LapseSource:
    """A series of visits of three frames each; rendered the first time, then read.

    It brings its watched area, permits and ground points. True is what was built without a permit;
    structures that stay under 2 % of the picture, lie mostly outside the watched area or go away
    (demolition) need not be found.

    Args:
        seed: Same seed, same pixels.
        days: How many days, at least 3.
        cache: Folder that keeps rendered series.
        rendering: Told how far rendering is.
    """

    stills = True

    def __init__(self, seed: int, days: int, cache: Path, rendering: Rendering = _silent) -> None:
        self._seed = seed
        self._days = days
        self._folder = cache / "lapses"
        self._series: LapseSeries | None = None
        self._rendering = rendering
        self._begin: datetime | None = None
        self._times: list[datetime] = []
        self.name = f"lapse-{seed}"
        self.problems = Problems()

    @property
    def total(self) -> int | None:
        """How many pictures there are."""
        return None if self._series is None else FRAMES_PER_VISIT * len(self._series)

    @property
    def setting(self) -> SourceSetting | None:
        """The watched area, permits and ground points of the series; renders it if need be."""
        series = self._opened()
        return SourceSetting(
            watched=series.watched,
            permits=tuple(
                PermittedGround(permit.polygon, permit.valid_from, permit.valid_until)
                for permit in series.permits
            ),
            camera={
                "ground_points": [
                    {"picture": (point.u, point.v), "location": (point.lon, point.lat)}
                    for point in series.ground_points
                ]
            },
            look_every_s=86_400.0 / VISITS_A_DAY,
        )

    def pictures(self) -> Iterator[ReplayedPicture]:
        """Yield the frames of all visits."""
        number = 0
        self._times = []
        for index, visit in enumerate(self._opened().visits(), start=1):
            self._begin = self._begin or visit.frame_times[0]
            self._times.append(visit.captured_at)
            last = len(visit.frames) - 1
            for place, (at, image) in enumerate(zip(visit.frame_times, visit.frames, strict=True)):
                number += 1
                yield ReplayedPicture(number, at, image, f"visit {index}", place == last)

    def truth(self) -> Truth | None:
        """Return what was built."""
        series = self._opened()
        # Stopped early, there are fewer times than visits.
        visits = list(zip(series.truths(), self._times, strict=False))
        facts = {str(fact["id"]): fact for fact in series.facts["structures"]}
        begin = self._begin
        incidents: list[TrueIncident] = []
        for name, fact in sorted(facts.items()):
            if fact["permitted"] or begin is None:
                continue
            seen = [
                (one, (at - begin).total_seconds())
                for visit, at in visits
                for one in visit.structures
                if one.id == name
            ]
            shown = [(one, at_s) for one, at_s in seen if one.polygon]
            if not shown:
                continue
            largest = max((one for one, _ in shown), key=lambda one: one.share_of_picture)
            reached = [at_s for one, at_s in shown if one.share_of_picture >= LEAST_SHARE]
            watched = float(fact["watched_share"]) * largest.share_of_picture
            required = bool(reached) and watched >= LEAST_SHARE and fact["kind"] != "demolition"
            polygon: Corners = largest.polygon
            incidents.append(
                TrueIncident(
                    "construction",
                    None,
                    seen[0][1],
                    reached[0] if reached else seen[0][1],
                    name=f"{name} {fact['kind']}",
                    polygon=polygon,
                    required=required,
                    grace_s=GRACE_S,
                )
            )
        return Truth(incidents=incidents, known_kinds={"construction"})

    def _opened(self) -> LapseSeries:
        if self._series is None:
            self._series = LapseSeries.open(
                self._seed,
                self._folder,
                days=self._days,
                progress=lambda done, total: self._rendering(self.name, done, total),
            )
        return self._series
