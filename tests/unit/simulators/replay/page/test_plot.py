"""Plots as SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from simulators.replay.page.plot import MAX_POINTS, Plot, nice_ticks, thinned


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 4.3, [0, 1, 2, 3, 4]),
        (-3, 3, [-2, 0, 2]),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert nice_ticks(low, high, 5) == expected


def test_thinning_keeps_peaks_and_order() -> None:
    points = [(float(x), 0.0) for x in range(10_000)]
    points[7777] = (7777.0, 5.0)
    points[1234] = (1234.0, -5.0)
    kept = thinned(points)
    assert len(kept) <= MAX_POINTS + 2
    assert points[7777] in kept
    assert points[1234] in kept
    assert [x for x, _ in kept] == sorted(x for x, _ in kept)


@pytest.mark.parametrize("seconds", [0.0, 0.5, 66.0, 5000.0, 90_000.0, 1_400_000.0, 4e7])
def test_a_plot_is_sound_xml_with_few_ticks_and_hostile_texts_escaped(seconds: float) -> None:
    plot = Plot((0.0, seconds), (0.0, 0.0), 200, '<a "title">')
    plot.time_axis()
    plot.y_axis()
    plot.line([(0.0, 1.0), (seconds, 2.0)], "found", steps=True)
    plot.band(0.0, seconds, "true", "<b>")
    plot.bar(0.0, seconds, 10, 10, "false", "<b>")
    plot.label(0, 0, "<中>", "<en>")
    root = ET.fromstring(plot.svg())
    assert 1 <= len([e for e in root.iter() if e.get("class") == "tick"]) <= 20
