"""Expected incidents against those that came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput
from simulators.replay.expect.check import check, read_expectation
from simulators.replay.expect.write import expectation_text
from simulators.replay.report.incident_report import IncidentReport

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def came(
    start_s: float, end_s: float | None = None, kind: str = "crowd", zone: str = "a"
) -> IncidentReport:
    return IncidentReport(
        source="yard",
        kind=kind,
        zone=zone,
        id=f"{kind}{zone}{start_s}",
        start=BEGIN + timedelta(seconds=start_s),
        end=None if end_s is None else BEGIN + timedelta(seconds=end_s),
        start_s=start_s,
        end_s=end_s,
        end_reason=None if end_s is None else "cleared",
        severity=2,
        quantity="people",
        peak=9,
        unit="people",
        limit=8,
        at_least=False,
        updates=0,
        evidence=(),
        outcome="unknown",
        delay_s=None,
    )


def written(folder: Path, text: str) -> Path:
    path = folder / "expect.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ("{kind: crowd, start: [5, 15]}", True),
        ("{kind: crowd, start: [10, 10]}", True),
        ("{kind: crowd, start: [11, 15]}", False),
        ("{kind: construction, start: [5, 15]}", False),
        ("{kind: crowd, zone: a, start: [5, 15]}", True),
        ("{kind: crowd, zone: b, start: [5, 15]}", False),
        ("{kind: crowd, source: yard, start: [5, 15]}", True),
        ("{kind: crowd, start: [5, 15], end: [15, 25]}", True),
        ("{kind: crowd, start: [5, 15], end: [21, 25]}", False),
        ("{kind: crowd, start: [5, 15], end: open}", False),
        ("{kind: crowd, start: [5, 15], severity: 2}", True),
        ("{kind: crowd, start: [5, 15], severity: 3}", False),
        ("{kind: crowd, start: [5, 15], quantity: density}", False),
    ],
)
def test_everything_that_is_said_must_hold(tmp_path: Path, row: str, fits: bool) -> None:
    file = read_expectation(written(tmp_path, f"incidents:\n- {row}\n"), ["yard"])
    outcome = check(file, "expect.yaml", [came(10, 20)])
    assert outcome.met is fits
    assert (outcome.missing, len(outcome.unexpected)) == ((0, 0) if fits else (1, 1))
    assert len(outcome.differences) == (0 if fits else 2)


def test_an_empty_list_expects_nothing(tmp_path: Path) -> None:
    file = read_expectation(written(tmp_path, "incidents: []\n"), ["yard"])
    assert check(file, "e", []).met
    assert not check(file, "e", [came(1)]).met


def test_overlapping_windows_are_paired_so_that_as_many_fit_as_can(tmp_path: Path) -> None:
    text = "incidents:\n- {kind: crowd, start: [0, 30]}\n- {kind: crowd, start: [0, 12]}\n"
    file = read_expectation(written(tmp_path, text), ["yard"])
    assert check(file, "e", [came(10), came(25)]).met
    assert not check(file, "e", [came(20), came(25)]).met


def test_what_a_run_wrote_it_meets_and_another_does_not(tmp_path: Path) -> None:
    run = [came(10, 20), came(40), came(5, 9, "camera-fault", "picture")]
    file = read_expectation(written(tmp_path, expectation_text(run, 2.0)), ["yard"])
    assert check(file, "e", run).met
    assert check(file, "e", [came(11.5, 21), *run[1:]]).met
    assert not check(file, "e", [came(10, 20), came(40, 45), run[2]]).met
    assert not check(file, "e", run[:2]).met


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("incidents: [\n", "expect.yaml:"),
        ("incidents:\n- {kind: crowd}\n", "expect.yaml:2: incidents[0].start: 缺少必填字段"),
        ("incidents:\n- {kind: crowd, start: [9, 1]}\n", "before it begins"),
        ("incidents:\n- {kind: crowd, start: [0, 1], stat: 1}\n", "incidents[0].stat"),
        ("incidents:\n- {kind: crowd, source: road, start: [0, 1]}\n", "'road' is not replayed"),
        ("version: 2\nincidents: []\n", "expect.yaml:1: version"),
        ("", "incidents"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_expectation(written(tmp_path, text), ["yard"])
    assert expected in str(raised.value)
    assert "--write-expect" in str(raised.value) or "sources are" in str(raised.value)


def test_what_is_missing_is_said_with_all_that_was_asked_of_it(tmp_path: Path) -> None:
    row = "{kind: crowd, start: [5, 15], end: [15, 18], severity: 3, quantity: people}"
    file = read_expectation(written(tmp_path, f"incidents:\n- {row}\n"), ["yard"])
    said = check(file, "expect.yaml", [came(10, 20)]).differences[0]
    assert said.en == "missing: */crowd/*, start 5–15 s, end 15–18 s, severity 3, people"
    assert said.zh == "缺少预期事件 */crowd/*，开始于 5–15 s，结束于 15–18 s，级别 3，people"
