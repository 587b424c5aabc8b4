"""Writes the pages on replay's files from the code: ``python docs/reference/generate_replay.py``.

A test compares the pages with what this makes, so that they cannot fall behind.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simulators.replay.expect.expectation_file import ExpectationFile, ExpectedIncident
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
from simulators.replay.truth.incident_file import IncidentFile, IncidentRow, StructureRow

HERE = Path(__file__).parent
_SHARED = runpy.run_path(str(HERE / "generate.py"))

_WRITTEN: tuple[type[BaseModel], ...] = (
    Report,
    ModelReport,
    CrowdReport,
    ThresholdReport,
    IncidentReport,
    EvidenceReport,
    TrueIncidentReport,
    KindReport,
    SourceReport,
    CountSeries,
    AreaSeries,
    ExpectationReport,
    TimingReport,
    Text,
)
_READ: tuple[type[BaseModel], ...] = (
    IncidentFile,
    IncidentRow,
    StructureRow,
    ExpectationFile,
    ExpectedIncident,
)


def page() -> str:
    """The page: what replay writes, and what it reads."""
    lines = [
        "# Files of sharp-eyes replay",
        "",
        "Made from the code by `python docs/reference/generate_replay.py`; do not edit by hand.",
        "How to use them: [the guide](../guide/replay.md). As JSON Schema:",
        "[replay_report.schema.json](replay_report.schema.json),",
        "[replay_truth.schema.json](replay_truth.schema.json),",
        "[replay_expect.schema.json](replay_expect.schema.json).",
        "",
        "## report.json",
        "",
        "Two runs of the same sources differ in nothing but `timing`. Every key is always there;",
        "what is not known is `null`.",
    ]
    for model in _WRITTEN:
        lines += _table(model, with_default=False)
    lines += [
        "",
        "## Truth and expectations",
        "",
        "`--truth FILE.json` holds an IncidentFile, `--expect FILE` an ExpectationFile; both may",
        "be JSON or YAML.",
    ]
    for model in _READ:
        lines += _table(model, with_default=True)
    return "\n".join(lines) + "\n"


def _table(model: type[BaseModel], *, with_default: bool) -> list[str]:
    doc = model.__doc__ or ""
    meanings: dict[str, str] = _SHARED["_attributes"](doc)
    plain, default = _SHARED["_plain"], _SHARED["_default"]
    lines = ["", f"### {model.__name__}", "", plain(doc.split("\n\n")[0].strip()), ""]
    if with_default:
        lines += ["| field | default | meaning |", "|---|---|---|"]
    else:
        lines += ["| key | meaning |", "|---|---|"]
    for name, field in model.model_fields.items():
        cells = [f"`{name}`", plain(meanings[name])]
        if with_default:
            cells.insert(1, default(field))
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _schema(model: type[BaseModel], mode: Any) -> str:
    schema = model.model_json_schema(mode=mode)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def pages() -> dict[str, str]:
    """All pages by file name."""
    return {
        "replay_files.md": page(),
        "replay_report.schema.json": _schema(Report, "serialization"),
        "replay_truth.schema.json": _schema(IncidentFile, "validation"),
        "replay_expect.schema.json": _schema(ExpectationFile, "validation"),
    }


if __name__ == "__main__":
    for file, text in pages().items():
        (HERE / file).write_text(text, encoding="utf-8")
        print(file)
