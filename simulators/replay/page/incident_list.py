"""What was raised and what was missed, one line each."""

from __future__ import annotations

from html import escape

from simulators.replay.page.words import (
    OUTCOMES,
    both,
    clock,
    duration,
    measured,
    named,
    of,
    severity_label,
    short_kind_label,
    zone_label,
)
from simulators.replay.report.incident_report import IncidentReport
from simulators.replay.report.report import Report
from simulators.replay.report.true_incident_report import TrueIncidentReport

MOST = 200
"""Lines; what is wrong goes before what is right, so that it is never left out."""

_HEADS = (
    ("结果", "outcome"),
    ("来源", "source"),
    ("类别", "kind"),
    ("区域", "zone"),
    ("时间", "when"),
    ("测值", "measured"),
    ("级别", "level"),
    ("延迟", "delay"),
)

_RANKS = {"missed": 0, "false": 1, "late": 2, "unknown": 3, "true": 3}


def incident_list(report: Report) -> str:
    """Return the table; nothing where nothing was raised or missed.

    Missed and false ones come first, then late ones, the others in their order.
    """
    late = {row.found_by for row in report.truth if row.late}
    rows = [("missed", _missed(row)) for row in report.truth if row.required and not row.found_by]
    for incident in report.incidents:
        outcome = "late" if incident.id in late else incident.outcome
        rows.append((outcome, _raised(incident, outcome)))
    if not rows:
        return ""
    rows.sort(key=lambda row: _RANKS[row[0]])
    head = "".join(f"<th>{both(zh, en)}</th>" for zh, en in _HEADS)
    more = len(rows) - MOST
    rest = (
        f'<p class="soft small">{both(f"另有 {more} 行", f"{more} more")}</p>' if more > 0 else ""
    )
    return (
        f"<h2>{both('事件一览', 'Incidents at a glance')}</h2>"
        f'<div class="card scroll"><table class="list"><tr>{head}</tr>'
        f"{''.join(row for _outcome, row in rows[:MOST])}</table>{rest}</div>"
    )


def _raised(incident: IncidentReport, outcome: str) -> str:
    end = "…" if incident.end_s is None else clock(incident.end_s)
    return _line(
        f'<a href="#{escape(incident.id, quote=True)}">{_chip(outcome)}</a>',
        escape(incident.source),
        of(short_kind_label(incident.kind)),
        of(zone_label(incident.zone)),
        f"{escape(clock(incident.start_s))} – {escape(end)}",
        measured(incident),
        of(severity_label(incident.severity)),
        escape(duration(incident.delay_s)),
    )


def _missed(real: TrueIncidentReport) -> str:
    end = "…" if real.end_s is None else clock(real.end_s)
    return _line(
        _chip("missed"),
        escape(real.source),
        of(short_kind_label(real.kind)),
        of(zone_label(real.zone or "")) + (f" {escape(real.name)}" if real.name else ""),
        f"{escape(clock(real.start_s))} – {escape(end)}",
        "—",
        "—",
        "—",
    )


def _chip(outcome: str) -> str:
    kind = {"missed": "false", "late": "unknown"}.get(outcome, outcome)
    return f'<span class="chip {kind}">{named(OUTCOMES, outcome)}</span>'


def _line(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
