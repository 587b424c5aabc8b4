from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.crowd.levels import severity_by_density
from detectors.crowd.observation import CrowdObservation
from detectors.crowd.rule import CrowdRule
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.registry.limits import CrowdLimits
from tests.unit.detectors.support import CAMERA_ID, at

NOBODY = np.zeros((0, 2), np.float32)


def observed(people, seconds, density=None, peak=None, at_least=False):
    return CrowdObservation(
        "z", at(seconds), people, people, at_least, NOBODY, density=density, peak_density=peak
    )


def rule(known=False, **limits):
    base = {"kind": "crowd", "people": 10, "hold_s": 4, "clear_hold_s": 6}
    return CrowdRule(CrowdLimits.model_validate(base | limits), 2.0, known=known)


def run(crowd_rule, counts, start=0):
    """Look every 2 s; return (look, phase, severity) of every transition."""
    found = []
    for number, count in enumerate(counts, start):
        transition = crowd_rule.look(observed(count, 2 * number))
        if transition is not None:
            found.append((number, transition.phase, transition.severity))
    return found


NEW, UPDATE, END = Phase.NEW, Phase.UPDATE, Phase.END
MINOR, SERIOUS, MAJOR, GRAVE = Severity


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([9] * 12, []),
        ([10, 10, 9, 9, 9, 10, 10, 9, 9, 9], []),
        ([10] * 4, [(2, NEW, SERIOUS)]),
        ([10, 10, 10, 15, 20], [(2, NEW, SERIOUS), (3, UPDATE, MAJOR), (4, UPDATE, GRAVE)]),
        ([10, 10, 10, 8, 8, 8, 8], [(2, NEW, SERIOUS), (6, UPDATE, MINOR)]),
        ([10, 10, 10, 5, 5, 5, 5, 5], [(2, NEW, SERIOUS), (6, END, SERIOUS)]),
        (
            [10, 10, 10, *[5] * 5, *[10] * 3, *[10] * 3],
            [(2, NEW, SERIOUS), (6, END, SERIOUS), (10, NEW, SERIOUS)],
        ),
    ],
    ids=["under", "not held", "held", "graver", "lingers", "clears", "again after the cooldown"],
)
def test_a_count_opens_changes_and_ends_one_incident(counts, told):
    assert run(rule(), counts) == told


def test_no_second_incident_opens_within_the_cooldown():
    counts = [10, 10, 10, *[5] * 4, *[10] * 20]
    opened = [number for number, phase, _ in run(rule(cooldown_s=30), counts) if phase is NEW]
    assert opened == [2, 21]


@pytest.mark.parametrize(
    ("density", "severity"),
    [(1.9, MINOR), (2.0, SERIOUS), (3.9, SERIOUS), (4.0, MAJOR), (5.0, MAJOR), (5.1, GRAVE)],
)
def test_a_density_is_as_grave_as_published_levels_say(density, severity):
    assert severity_by_density(density) is severity


def test_the_figure_nearest_to_its_limit_is_the_one_told():
    crowd_rule = rule(known=True, density=2.0, peak_density=4.0)
    crowd_rule.look(observed(9, 0, density=1.0, peak=1.0))
    assert crowd_rule.measurement().quantity == "people"
    crowd_rule.look(observed(9, 2, density=1.9, peak=1.9))
    told = crowd_rule.measurement()
    assert (told.quantity, told.value, told.limit, told.unit) == ("density", 1.9, 2.0, "people/m2")


def test_a_dense_part_makes_an_incident_grave_whatever_opened_it():
    crowd_rule = rule(known=True)
    for number in range(3):
        transition = crowd_rule.look(observed(10, 2 * number, density=0.5, peak=4.5))
    assert transition is not None
    assert (transition.phase, transition.severity) == (NEW, MAJOR)


def test_without_ground_a_density_limit_has_no_say():
    crowd_rule = rule(known=False, people=None, density=2.0)
    assert crowd_rule.look(observed(500, 0)) is None


def incident(value):
    key = IncidentKey(CAMERA_ID, IncidentKind.CROWD, "z")
    return Incident("01J0", key, at(-60), Severity.SERIOUS, 1, 1, at(-10), value)


def test_an_incident_from_before_a_restart_goes_on_and_ends_once():
    crowd_rule = rule()
    crowd_rule.resume(incident(12.0))
    assert crowd_rule.measurement().value == 12.0
    assert run(crowd_rule, [12, 12, 5, 5, 5, 5, 5]) == [(5, END, SERIOUS)]


def test_an_incident_by_density_goes_on_as_one():
    crowd_rule = rule(known=True, density=2.0)
    crowd_rule.resume(incident(2.2))
    transition = crowd_rule.close(EndReason.BLIND, at(0))
    assert transition is not None
    assert crowd_rule.measurement().quantity == "density"


def test_the_time_to_the_limit_is_told_while_a_crowd_grows():
    crowd_rule = rule()
    run(crowd_rule, [1, 2, 3, 4, 5, 6])
    # One person in 2 s, four to come.
    assert crowd_rule.measurement().seconds_to_limit == pytest.approx(8.0)
    run(crowd_rule, [7, 8, 9, 10], start=6)
    assert crowd_rule.measurement().seconds_to_limit is None


def test_a_warning_ahead_opens_the_lowest_severity_before_the_limit_and_rises_with_it():
    counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11]
    assert [phase for _, phase, _ in run(rule(), counts)] == [NEW]
    told = run(rule(warn_ahead_s=10), counts)
    assert told[0][1:] == (NEW, MINOR)
    assert told[0][0] < 9
    assert (9, UPDATE, SERIOUS) in told


def test_a_warning_that_does_not_come_true_ends_by_itself():
    counts = [1, 2, 3, 4, 5, 6, 7, 8, *[5] * 12]
    assert [phase for _, phase, _ in run(rule(warn_ahead_s=10), counts)] == [NEW, END]


@settings(max_examples=200, deadline=None)
@given(
    looks=st.lists(
        st.tuples(
            st.integers(0, 30), st.floats(0.0, 6.0), st.sampled_from([1.0, 2.0, 10.0, 400.0])
        ),
        max_size=60,
    ),
    restart=st.integers(0, 60),
    warn=st.sampled_from([None, 30.0]),
)
def test_whatever_is_seen_incidents_open_change_and_end_in_order_also_over_a_restart(
    looks, restart, warn
):
    def make():
        return rule(known=True, density=2.0, peak_density=4.0, warn_ahead_s=warn)

    crowd_rule, seconds, is_open, last = make(), 0.0, False, None
    for number, (people, density, gap_s) in enumerate(looks):
        seconds += gap_s
        if number == restart:
            crowd_rule = make()
            if is_open:
                crowd_rule.resume(replace(incident(last[1]), severity=last[0]))
        transition = crowd_rule.look(observed(people, seconds, density, density))
        assert crowd_rule.is_open is (transition.phase is not END if transition else is_open)
        if transition is None:
            continue
        assert (transition.phase is NEW) is not is_open
        is_open = transition.phase is not END
        last = (transition.severity, crowd_rule.measurement().value)
        reading = crowd_rule.reading
        if transition.phase is NEW and warn is None:
            assert reading.load >= 1.0
            assert transition.severity >= SERIOUS
        if reading.load >= 1.0:
            assert reading.seconds_to_limit is None
