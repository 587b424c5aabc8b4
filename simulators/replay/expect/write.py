"""Writes what a run raised as what later runs are expected to raise."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from simulators.replay.report.incident_report import IncidentReport

_HEAD = """\
# 由 sharp-eyes replay --write-expect 写出；start、end 为最早与最晚的秒数
# Written by sharp-eyes replay --write-expect; start and end are the earliest and latest second.
"""


def expectation_text(incidents: Sequence[IncidentReport], slack_s: float) -> str:
    """Make a file that this run meets.

    Args:
        incidents: What came.
        slack_s: How far later runs may be from these times, either way.
    """
    rows = [
        {
            "source": incident.source,
            "kind": incident.kind,
            "zone": incident.zone,
            "start": _window(incident.start_s, slack_s),
            "end": "open" if incident.end_s is None else _window(incident.end_s, slack_s),
        }
        | ({"quantity": incident.quantity} if incident.kind == "camera-fault" else {})
        for incident in incidents
    ]
    body = yaml.safe_dump(
        {"version": 1, "incidents": rows},
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=100,
    )
    return _HEAD + body


def _window(at_s: float, slack_s: float) -> list[float]:
    return [round(max(0.0, at_s - slack_s), 3), round(at_s + slack_s, 3)]
