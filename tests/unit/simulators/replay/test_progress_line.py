"""How far a replay is."""

from __future__ import annotations

import io

from sharp_eyes.clock import ManualClock
from simulators.replay.progress_line import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_rate_speed_and_time_remaining_are_shown() -> None:
    clock, stream = ManualClock(), Terminal()
    line = ProgressLine(stream, clock)
    line.begin("yard")
    clock.advance(10)
    line.advance(200, 800, 40.0)
    text = stream.getvalue()
    for part in ("yard", "200/800 25%", "20.0/s", "×4.0", "left 0:30"):
        assert part in text
    assert "\n" not in text
    line.end()
    assert stream.getvalue().endswith("✓\n")


def test_a_log_gets_few_lines_and_a_wrong_length_is_no_fault() -> None:
    clock, stream = ManualClock(), io.StringIO()
    line = ProgressLine(stream, clock)
    line.begin("yard")
    for number in range(1, 61):
        clock.advance(1)
        line.advance(number, 10, float(number))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 4
    assert "60/60 99%" in lines[-1]


def test_a_length_that_is_not_known_is_not_made_up() -> None:
    clock, stream = ManualClock(), Terminal()
    line = ProgressLine(stream, clock)
    line.begin("yard")
    clock.advance(1)
    line.advance(5, None, 0.0)
    assert "%" not in stream.getvalue()
    assert "left" not in stream.getvalue()
