from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.incident_rule import UPDATE_EVERY_S, IncidentRule
from detectors.rule_settings import RuleSettings
from detectors.severity_steps import SeveritySteps
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from tests.unit.detectors.support import START, at

SETTINGS = RuleSettings(
    limit=10.0,
    clear_below=7.0,
    hold_s=4.0,
    clear_hold_s=8.0,
    cooldown_s=8.0,
    max_gap_s=60.0,
    steps=SeveritySteps(serious=1.0, major=1.5, grave=2.0),
    least_change=1.0,
)


def play(values, *, every_s=2.0, rule=None, start_s=0.0):
    rule = rule or IncidentRule(SETTINGS)
    steps = []
    for index, value in enumerate(values):
        now = start_s + index * every_s
        transition = rule.look(float(value), at(now))
        if transition:
            steps.append((now, transition.phase.value, int(transition.severity)))
    return steps


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        pytest.param([9] * 10, [], id="below the limit nothing happens"),
        pytest.param([10, 10, 9, 10, 10, 9], [], id="a limit not held opens nothing"),
        pytest.param([10, 10, 10], [(4.0, "new", 2)], id="a limit held opens"),
        pytest.param(
            [10] * 3 + [15], [(4.0, "new", 2), (6.0, "update", 3)], id="growth is told at once"
        ),
        pytest.param(
            [10] * 3 + [8] * 4, [(4.0, "new", 2)], id="between clearing and limit it stays open"
        ),
        pytest.param(
            [10] * 3 + [3] * 5,
            [(4.0, "new", 2), (14.0, "end", 2)],
            id="cleared long enough it ends",
        ),
        pytest.param(
            [10] * 3 + [3, 3, 3, 8] + [3] * 4, [(4.0, "new", 2)], id="clearing must be unbroken"
        ),
        pytest.param(
            [10] * 3 + [3] * 5 + [12] * 3,
            [(4.0, "new", 2), (14.0, "end", 2)],
            id="during the cooldown nothing opens",
        ),
        pytest.param(
            [10] * 3 + [3] * 5 + [12] * 5,
            [(4.0, "new", 2), (14.0, "end", 2), (22.0, "new", 2)],
            id="after the cooldown it opens again",
        ),
        pytest.param(
            [20] * 3 + [15, 20, 15, 20],
            [(4.0, "new", 4)],
            id="a wavering value does not make the severity waver",
        ),
        pytest.param(
            [10] * 3 + [12] * 20,
            [(4.0, "new", 2), (34.0, "update", 2)],
            id="a new value of the same severity is told after 30 s, once",
        ),
        pytest.param(
            [20] * 3 + [15] * 6,
            [(4.0, "new", 4), (14.0, "update", 3)],
            id="a severity falls after the clear hold",
        ),
    ],
)
def test_values_open_change_and_end_an_incident(values, steps):
    assert play(values) == steps


def test_a_pause_between_looks_proves_nothing_about_the_time_between():
    rule = IncidentRule(SETTINGS)
    assert rule.look(10.0, at(0)) is None
    assert rule.look(10.0, at(600)) is None
    opened = rule.look(10.0, at(604))
    assert opened is not None
    assert opened.phase is Phase.NEW


def test_a_clock_that_jumps_back_by_an_hour_starts_the_hold_anew():
    rule = IncidentRule(SETTINGS)
    rule.look(10.0, at(0))
    assert rule.look(10.0, at(-3600)) is None
    assert rule.look(10.0, at(-3596)) is not None


def test_a_resumed_incident_is_not_opened_again_and_ends_only_after_the_clear_hold():
    rule = IncidentRule(SETTINGS)
    rule.resume(Severity.SERIOUS, 11.0, START)
    steps = play([11, 11, 11, 3, 3, 3, 3, 3], rule=rule, start_s=5.0)
    assert steps == [(5.0 + 14.0, "end", 2)]


def test_an_incident_can_be_closed_for_another_reason_once():
    rule = IncidentRule(SETTINGS)
    play([10, 10, 10], rule=rule)
    ended = rule.close(EndReason.BLIND, at(6))
    assert ended is not None
    assert (ended.phase, ended.reason, ended.value) == (Phase.END, EndReason.BLIND, 10.0)
    assert rule.close(EndReason.BLIND, at(8)) is None


@given(st.lists(st.integers(0, 30), max_size=200), st.sampled_from([0.5, 2.0, 9.0]))
def test_incidents_never_overlap_and_updates_keep_their_distance(values, every_s):
    rule = IncidentRule(SETTINGS)
    is_open, last_at, last_severity = False, START, Severity.MINOR
    for index, value in enumerate(values):
        transition = rule.look(float(value), START + timedelta(seconds=index * every_s))
        if transition is None:
            continue
        assert (transition.phase is Phase.NEW) == (not is_open)
        assert (transition.phase is Phase.END) == (transition.reason is not None)
        if transition.phase is Phase.UPDATE and transition.severity == last_severity:
            since_s = (transition.captured_at - last_at).total_seconds()
            assert since_s >= UPDATE_EVERY_S
        is_open = transition.phase is not Phase.END
        last_at, last_severity = transition.captured_at, transition.severity
    assert rule.is_open == is_open
