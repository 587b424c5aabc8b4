"""A town with every detector on and budget left: what comes together breaks no promise."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ingest.schedule.activity_meter import ActivityMeter
from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.promise import Promise
from tests.unit.ingest.schedule.town import Town, key_frames

pytestmark = pytest.mark.timeout(300)

CAMERAS = 220
CAME_WITHIN_S = 10.0
KEY_INTERVAL_S = 2.0
VISIT_S = 150.0
COST_S = {LookKind.CROWD: 0.0087, LookKind.CONSTRUCTION: 0.037, LookKind.DIAGNOSIS: 0.0023}
"""Measured in ``benchmarks.town``, with half of its cameras and of its budget here."""

SQUARE_BYTES = (
    *(2258, 1827, 2211, 2109, 1832, 2036, 2343, 2501, 2847, 2283, 1990),
    *(1628, 1073, 1384, 1560, 1519, 1454, 1665, 1781, 1776, 1605, 2206),
    *(3137, 3320, 3106, 3219, 2232, 1565, 948, 849, 945, 1060, 961),
)
"""Mean size of the pictures between key frames of the benchmark's square, 66 s."""


@dataclass
class Squares:
    """Tells the schedule how much moves before each camera, each at its own time of the square."""

    names: list[str]
    told: int = 0
    meters: list[ActivityMeter] = field(default_factory=list)

    def tell(self, schedule: LookSchedule, now_s: float) -> None:
        """Tell it once in a key-frame interval."""
        if now_s < self.told * KEY_INTERVAL_S:
            return
        self.meters = self.meters or [ActivityMeter() for _ in self.names]
        for number, (name, meter) in enumerate(zip(self.names, self.meters, strict=True)):
            meter.sizes_came(SQUARE_BYTES[(self.told + 7 * number) % len(SQUARE_BYTES)])
            schedule.set_activity(name, 0.0 if meter.wants_picture else meter.level)
        self.told += 1


@pytest.fixture(scope="module", name="run")
def run_town() -> Town:
    """A town after two intervals of its visits and a little."""
    names = [f"{number:020}" for number in range(CAMERAS)]
    made = Town(
        [
            promise
            for name in names
            for promise in (
                Promise(Look(name, LookKind.CROWD), 10.0, most_often=4.0),
                Promise(Look(name, LookKind.CONSTRUCTION), VISIT_S, frames=3),
                Promise(Look(name, LookKind.DIAGNOSIS), 10.0),
            )
        ],
        {
            name: key_frames(KEY_INTERVAL_S, phase_s=CAME_WITHIN_S * number / CAMERAS)
            for number, name in enumerate(names)
        },
        lambda _name, _at_s: 0.0,
        places=3,
        budget_cores=0.68,
        kind_cost_s=COST_S,
    )
    made.on_tick = Squares(names).tell
    made.run(2.3 * VISIT_S)
    return made


def test_with_every_detector_on_promises_are_kept_beside_extra_looks_and_visits(run: Town) -> None:
    figures = run.schedule.figures()
    assert figures.load < 0.8
    crowd = figures.kinds[LookKind.CROWD]
    assert crowd.extra > 10 * CAMERAS, "the square moves, and there is budget left"
    for kind, one in figures.kinds.items():
        assert one.missed <= 0.005 * (one.kept + one.missed), kind
        assert one.worst_ratio <= 1.0, kind
    assert max(factor for _at_s, factor in run.factors) == 1.0, "there is budget to spare"


def test_visits_are_spread_over_their_interval_although_the_cameras_came_together(
    run: Town,
) -> None:
    tenths = [0] * 10
    for look, begun in run.begun.items():
        if look.kind is LookKind.CONSTRUCTION:
            for one in begun:
                if VISIT_S <= one.at_s < 2 * VISIT_S:
                    tenths[int(10 * (one.at_s - VISIT_S) / VISIT_S)] += 1
    assert sum(tenths) == pytest.approx(3 * CAMERAS, rel=0.03)
    assert max(tenths) <= 1.3 * sum(tenths) / 10
