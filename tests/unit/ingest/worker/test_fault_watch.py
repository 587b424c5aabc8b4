"""When silence is a fault, and when it is over."""

from __future__ import annotations

import pytest

from ingest.worker.fault_watch import FaultStep, FaultWatch


@pytest.mark.parametrize(
    ("story", "steps"),
    [
        pytest.param([(0, False), (9, False)], [], id="short silence is none"),
        pytest.param([(0, False), (10, False)], [(10, "open")], id="ten seconds are one"),
        pytest.param(
            [(0, False), (10, False), (20, False), (30, False)], [(10, "open")], id="told once"
        ),
        pytest.param(
            [(0, False), (8, False), (9, True), (10, False), (18, False)],
            [],
            id="a moment online begins the count anew",
        ),
        pytest.param(
            [(0, False), (10, False), (11, True), (20, True), (21, True)],
            [(10, "open"), (21, "close")],
            id="over after ten seconds online",
        ),
        pytest.param(
            [(0, False), (10, False), (11, True), (15, False), (16, True), (25, True), (26, True)],
            [(10, "open"), (26, "close")],
            id="flapping is one fault",
        ),
        pytest.param([(0, True), (100, True)], [], id="online is none"),
    ],
)
def test_a_fault_opens_and_ends_by_hold_times(
    story: list[tuple[float, bool]], steps: list[tuple[float, str]]
) -> None:
    watch = FaultWatch(10.0, 10.0)
    seen = [(at, watch.look("a", online, at)) for at, online in story]
    assert [(at, step.value) for at, step in seen if step is not None] == steps


def test_a_fault_open_before_a_restart_is_ended_and_not_opened_again() -> None:
    watch = FaultWatch(10.0, 10.0)
    watch.resume("a")
    assert watch.look("a", False, 0) is None
    assert watch.look("a", False, 60) is None
    assert watch.look("a", True, 61) is None
    assert watch.look("a", True, 71) is FaultStep.CLOSE


def test_cameras_do_not_count_for_each_other_and_forgotten_ones_begin_anew() -> None:
    watch = FaultWatch(10.0, 10.0)
    watch.look("a", False, 0)
    watch.look("b", False, 5)
    assert watch.look("b", False, 10) is None
    assert watch.silent_s("a", 10) == 10
    watch.keep({"b"})
    assert watch.look("a", False, 10) is None
    assert watch.look("b", False, 15) is FaultStep.OPEN
