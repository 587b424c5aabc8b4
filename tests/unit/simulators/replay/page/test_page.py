"""The page of a report."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from simulators.replay.page.page import page
from simulators.replay.report.area_series import AreaSeries
from simulators.replay.report.count_series import CountSeries
from simulators.replay.report.crowd_report import CrowdReport
from simulators.replay.report.evidence_report import EvidenceReport
from simulators.replay.report.expectation_report import ExpectationReport
from simulators.replay.report.incident_report import IncidentReport
from simulators.replay.report.kind_report import KindReport
from simulators.replay.report.model_report import ModelReport
from simulators.replay.report.report import Report
from simulators.replay.report.source_report import SourceReport
from simulators.replay.report.text import Text
from simulators.replay.report.threshold_report import ThresholdReport
from simulators.replay.report.timing_report import TimingReport
from simulators.replay.report.true_incident_report import TrueIncidentReport

HOSTILE = '<script>alert("x")</script>'
NOW = datetime(2026, 1, 1, tzinfo=UTC)
JPEG = b"\xff\xd8 a picture \xff\xd9"


def incident(kind: str, zone: str, outcome: str, files: tuple[str, ...]) -> IncidentReport:
    return IncidentReport.model_validate(
        {
            "source": HOSTILE,
            "kind": kind,
            "zone": zone,
            "id": "01KDVDNHT07ZWYX5YNT5B4JA7X",
            "start": NOW,
            "end": None,
            "start_s": 5.0,
            "end_s": None,
            "end_reason": None,
            "severity": 3,
            "quantity": "people" if kind == "crowd" else "changed_area",
            "peak": 9,
            "unit": "people" if kind == "crowd" else "share of picture",
            "limit": 5,
            "at_least": True,
            "updates": 1,
            "evidence": tuple(
                EvidenceReport(file=file, role="scene", captured_at=NOW) for file in files
            ),
            "outcome": outcome,
            "delay_s": 1.0,
        }
    )


def report() -> Report:
    source = SourceReport(
        name=HOSTILE,
        camera="99999900001327999999",
        camera_name=HOSTILE,
        pictures=10,
        begin=NOW,
        seconds=10.0,
        complete=False,
        stopped=True,
        problems=(Text(zh=HOSTILE, en=HOSTILE),),
        problem_count=60,
        looks={"crowd": 3},
        truth_kinds=("crowd",),
        crowd=None,
        counts=(
            CountSeries(
                zone=HOSTILE,
                limit=5,
                density_limit=2.0,
                peak_density_limit=None,
                time_s=(0.0, 5.0, 10.0),
                people=(1, 9, 9),
                smoothed=(1.0, 5.0, 9.0),
                truth=(1, None, 8),
                density=(0.1, 1.0, 2.5),
                peak_density=(None, 1.0, 3.0),
            ),
        ),
        areas=(
            AreaSeries(
                zone=HOSTILE,
                limit=0.01,
                time_s=(0.0, 5.0),
                changed_share=(0.0, 0.2),
                outcome=("learning", "compared"),
            ),
        ),
    )
    kind = KindReport(
        kind="crowd",
        raised=1,
        true=1,
        false=0,
        unknown=0,
        expected=2,
        found=1,
        late=0,
        recall=0.5,
        precision=1.0,
        median_delay_s=1.0,
        worst_delay_s=1.0,
        camera_days=0.1,
        false_alarms_per_camera_day=0.0,
    )
    truth = [
        TrueIncidentReport(
            source=HOSTILE,
            kind="crowd",
            zone=HOSTILE,
            name=HOSTILE,
            start_s=1.0,
            due_s=4.0,
            end_s=None,
            required=True,
            found_by=found_by,
            delay_s=None if found_by is None else 1.0,
            late=False,
        )
        for found_by in ("01KDVDNHT07ZWYX5YNT5B4JA7X", None)
    ]
    return Report(
        detectors=("crowd", "construction"),
        model=ModelReport(name=HOSTILE, version="1", sha256="a" * 64, threshold=0.4),
        density_model=None,
        crowd=CrowdReport(
            looks=3,
            mean=6.0,
            highest=9,
            frames=2,
            count_mae=0.5,
            count_bias=0.5,
            precision=0.9,
            recall=0.8,
            f1=0.85,
            people=9,
        ),
        curve=(ThresholdReport(threshold=0.4, precision=0.9, recall=0.8, f1=0.85),),
        incidents=(
            incident("crowd", HOSTILE, "true", ("pictures/a.jpg",) * 14),
            incident("construction", HOSTILE, "false", ("pictures/gone.jpg",)),
        ),
        truth=tuple(truth),
        kinds=(kind,),
        camera_days=0.1,
        false_alarms=1,
        false_alarms_per_camera_day=10.0,
        sources=(source,),
        expectation=ExpectationReport(
            file=HOSTILE,
            met=False,
            missing=1,
            unexpected=(),
            differences=(Text(zh=HOSTILE, en=HOSTILE),),
        ),
        timing=TimingReport(cpu_ms_per_look={"crowd": 9.0}, cpu_s=1, wall_s=2, times_real_time=5),
    )


class Tags(HTMLParser):
    """Checks that every element is closed, and remembers addresses and tags."""

    VOID = frozenset({"meta", "input", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "action", "srcset")
        ]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def made(folder: Path) -> str:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "a.jpg").write_bytes(JPEG)
    return page(report(), folder)


def test_the_page_is_whole_runs_no_script_and_loads_nothing(tmp_path: Path) -> None:
    text = made(tmp_path)
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert "script" not in tags.seen
    assert "svg" in tags.seen
    inside = ("data:image/jpeg;base64,", "#")
    outside = [a for a in tags.addresses if not a.startswith(inside)]
    assert outside == ["pictures/gone.jpg"]
    assert not re.search(r"(?:https?:)?//[a-z]", text)
    assert "default-src 'none'" in text


def test_what_a_file_is_called_cannot_become_markup(tmp_path: Path) -> None:
    assert "<script" not in made(tmp_path)


def test_every_text_stands_in_both_languages(tmp_path: Path) -> None:
    text = made(tmp_path)
    assert text.count('class="zh"') == text.count('class="en"') > 30
    assert text.count('label zh"') == text.count('label en"') > 0


def test_what_is_wrong_leads_the_list_and_each_line_leads_to_its_incident(tmp_path: Path) -> None:
    text = made(tmp_path)
    listed = text[
        text.index("Incidents at a glance") : text.index("</table>", text.index("at a glance"))
    ]
    outcomes = re.findall(r'<span class="en" lang="en">(missed|false alarm|true)</span>', listed)
    assert outcomes == ["missed", "false alarm", "true"]
    assert {f"#{one}" for one in re.findall(r'id="(01[^"]+)"', text)} == set(
        re.findall(r'href="(#[^"]+)"', text)
    )


def test_of_many_pictures_the_first_and_the_last_are_shown(tmp_path: Path) -> None:
    text = made(tmp_path)
    assert text.count("data:image/jpeg") == 12
    assert "2 more in the folder" in text
