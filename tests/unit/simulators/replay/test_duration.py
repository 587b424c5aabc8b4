"""Lengths of time as people write them."""

from __future__ import annotations

import pytest

from sharp_eyes.errors import BadInput
from simulators.replay.duration import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("10min", 600), ("1.5 h", 5400), ("1d", 86_400)]
)
def test_a_length_of_time_is_read(text: str, seconds: float) -> None:
    assert parse_duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "10", "min", "-3s", "0s", "3 weeks", "1e3s", "9999d"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        parse_duration(text)
