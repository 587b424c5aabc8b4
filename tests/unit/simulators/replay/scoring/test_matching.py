"""Which incidents are right, and which true ones are missed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulators.replay.outlined_change import OutlinedChange
from simulators.replay.replayed_incident import ReplayedIncident
from simulators.replay.scoring.matching import TimedIncident, Tolerance, match_incidents
from simulators.replay.truth.true_incident import TrueIncident

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SQUARE = ((0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4))
FAR = ((0.7, 0.7), (0.9, 0.7), (0.9, 0.9), (0.7, 0.9))
TOLERANCE = {"crowd": Tolerance(2.0, 2.0)}


def raised(
    start_s: float, end_s: float | None, kind: str = "crowd", zone: str = "a"
) -> TimedIncident:
    incident = ReplayedIncident("id", kind, zone, NOW, 2, "people", 9.0, "people", 8.0)
    return TimedIncident(incident, start_s, end_s)


def real(start_s: float, end_s: float | None, zone: str | None = "a") -> TrueIncident:
    return TrueIncident("crowd", zone, start_s, start_s + 4, end_s)


@pytest.mark.parametrize(
    ("incident", "truth", "outcome"),
    [
        (raised(10, 20), real(5, 15), "true"),
        (raised(10, 20), real(5, None), "true"),
        (raised(10, None), real(12, 14), "true"),
        (raised(10, None), real(13, 14), "false"),
        (raised(10, 20), real(5, 8), "true"),
        (raised(10, 20), real(5, 7), "false"),
        (raised(10, 20, zone="b"), real(5, 15), "false"),
        (raised(10, 20, zone="b"), real(5, 15, None), "true"),
        (raised(10, 20, kind="construction"), real(5, 15), "unknown"),
    ],
)
def test_kind_zone_and_time_decide_with_some_tolerance(
    incident: TimedIncident, truth: TrueIncident, outcome: str
) -> None:
    assert match_incidents([incident], [truth], {"crowd"}, TOLERANCE).outcomes == [outcome]


def test_several_about_one_are_all_true_and_the_first_ones_delay_counts() -> None:
    matching = match_incidents(
        [raised(10, 12), raised(20, 22), raised(50, 60)], [real(5, 30)], {"crowd"}, {}
    )
    assert matching.outcomes == ["true", "true", "false"]
    assert matching.found == [0]
    assert matching.delays_s == [1]


def test_one_incident_may_tell_of_several_and_what_nobody_told_of_is_missed() -> None:
    matching = match_incidents(
        [raised(0, 100)], [real(1, 2), real(50, 60), real(200, 300)], {"crowd"}, {}
    )
    assert matching.found == [0, 0, None]
    assert matching.delays_s[2] is None


def test_a_structure_is_found_when_an_outline_first_covers_it() -> None:
    incident = raised(10, None, kind="construction")
    incident.incident.outlines += [
        OutlinedChange(10, FAR),
        OutlinedChange(10, SQUARE),
        OutlinedChange(30, SQUARE),
    ]
    here = TrueIncident("construction", None, 5, 20, polygon=SQUARE)
    nowhere = TrueIncident(
        "construction", None, 5, 20, polygon=((0.5, 0.0), (0.6, 0.0), (0.6, 0.1))
    )
    matching = match_incidents([incident], [here, nowhere], {"construction"}, {})
    assert matching.outcomes == ["true"]
    assert matching.found == [0, None]
    assert matching.delays_s == [-10, None]
    alone = match_incidents([incident], [nowhere], {"construction"}, {})
    assert alone.outcomes == ["false"]


def test_what_opened_falsely_stays_false_though_a_true_one_is_found_by_it() -> None:
    early = raised(0, None)
    matching = match_incidents([early], [real(50, 60)], {"crowd"}, TOLERANCE)
    assert matching.outcomes == ["false"]
    assert matching.found == [0]
    elsewhere = raised(10, None, kind="construction")
    elsewhere.incident.outlines += [OutlinedChange(10, FAR), OutlinedChange(30, SQUARE)]
    here = TrueIncident("construction", None, 5, 20, polygon=SQUARE)
    matching = match_incidents([elsewhere], [here], {"construction"}, {})
    assert matching.outcomes == ["false"]
    assert matching.delays_s == [10]
