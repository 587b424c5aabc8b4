"""Holds a run against what was expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.replay.expect.expectation_file import ExpectationFile, ExpectedIncident, Window
from simulators.replay.model_file import read_model
from simulators.replay.report.expectation_report import ExpectationReport
from simulators.replay.report.incident_report import IncidentReport
from simulators.replay.report.text import Text

_STEP = Bilingual(
    "格式见 docs/guide/replay.md 的“预期”；可用 --write-expect 生成",
    'for the form see "Expectations" in docs/guide/replay.md; --write-expect makes one',
)


def read_expectation(path: Path, sources: Sequence[str]) -> ExpectationFile:
    """Read a file.

    Args:
        path: YAML or JSON.
        sources: Names of the sources replayed.

    Raises:
        MissingPart: it is not there.
        BadInput: it names each fault with its line, or a source that is not replayed.
    """
    file = read_model(path, ExpectationFile, _STEP)
    for number, expected in enumerate(file.incidents):
        if expected.source is not None and expected.source not in sources:
            names = ", ".join(sources)
            raise BadInput(
                Bilingual(
                    f"{path.name}：incidents[{number}].source“{expected.source}”不在回放的来源中",
                    f"{path.name}: incidents[{number}].source {expected.source!r} is not replayed",
                ),
                next_step=Bilingual(f"来源：{names}", f"the sources are: {names}"),
                file=path.name,
            )
    return file


def check(
    file: ExpectationFile, name: str, incidents: Sequence[IncidentReport]
) -> ExpectationReport:
    """Pair expected incidents with those that came, as many as can be.

    Args:
        file: What was expected.
        name: The file's name.
        incidents: What came.
    """
    pairs = _pairs(file.incidents, incidents)
    missing = [
        expected for number, expected in enumerate(file.incidents) if number not in pairs.values()
    ]
    unexpected = [incident for number, incident in enumerate(incidents) if number not in pairs]
    differences = [Text.of(_missing(expected)) for expected in missing]
    differences += [Text.of(_unexpected(incident)) for incident in unexpected]
    return ExpectationReport(
        file=name,
        met=not differences,
        missing=len(missing),
        unexpected=tuple(incident.id for incident in unexpected),
        differences=tuple(differences),
    )


def _pairs(
    expected: Sequence[ExpectedIncident], incidents: Sequence[IncidentReport]
) -> dict[int, int]:
    """Pair them: each expectation takes one incident, each incident serves one expectation.

    Windows may overlap, so that first come first served could leave two over that fit each other;
    this is Kuhn's matching, which finds the most pairs there can be.

    Returns:
        Expectation by incident, both as indices.
    """
    taken: dict[int, int] = {}

    def place(number: int, tried: set[int]) -> bool:
        for index, incident in enumerate(incidents):
            if index in tried or not _fits(expected[number], incident):
                continue
            tried.add(index)
            if index not in taken or place(taken[index], tried):
                taken[index] = number
                return True
        return False

    for number in range(len(expected)):
        place(number, set())
    return taken


def _fits(expected: ExpectedIncident, incident: IncidentReport) -> bool:
    if (
        expected.kind != incident.kind
        or expected.source not in (None, incident.source)
        or expected.zone not in (None, incident.zone)
        or expected.severity not in (None, incident.severity)
        or expected.quantity not in (None, incident.quantity)
        or not _within(incident.start_s, expected.start)
    ):
        return False
    if expected.end is None:
        return True
    if expected.end == "open":
        return incident.end_s is None
    return incident.end_s is not None and _within(incident.end_s, expected.end)


def _within(at_s: float, window: Window) -> bool:
    return window[0] <= at_s <= window[1]


def _missing(expected: ExpectedIncident) -> Bilingual:
    what = f"{expected.source or '*'}/{expected.kind}/{expected.zone or '*'}"
    zh, en = f"开始于 {_span(expected.start)}", f"start {_span(expected.start)}"
    if expected.end == "open":
        zh, en = f"{zh}，至最后仍未结束", f"{en}, still open at the end"
    elif expected.end is not None:
        zh, en = f"{zh}，结束于 {_span(expected.end)}", f"{en}, end {_span(expected.end)}"
    if expected.severity is not None:
        zh, en = f"{zh}，级别 {expected.severity}", f"{en}, severity {expected.severity}"
    if expected.quantity is not None:
        zh, en = f"{zh}，{expected.quantity}", f"{en}, {expected.quantity}"
    return Bilingual(f"缺少预期事件 {what}，{zh}", f"missing: {what}, {en}")


def _span(window: Window) -> str:
    return f"{window[0]:g}–{window[1]:g} s"


def _unexpected(incident: IncidentReport) -> Bilingual:
    what = f"{incident.source}/{incident.kind}/{incident.zone}"
    end = "…" if incident.end_s is None else f"{incident.end_s:g} s"
    times = f"{incident.start_s:g} s – {end}"
    return Bilingual(
        f"多出事件 {what}，{times}，级别 {incident.severity}（{incident.id}）",
        f"unexpected: {what}, {times}, severity {incident.severity} ({incident.id})",
    )
