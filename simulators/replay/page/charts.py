"""The page's plots."""

from __future__ import annotations

from collections.abc import Sequence

from simulators.replay.page.plot import WIDTH, Plot
from simulators.replay.page.words import (
    both,
    clock,
    duration,
    number,
    short_kind_label,
    zone_label,
)
from simulators.replay.report.area_series import AreaSeries
from simulators.replay.report.count_series import CountSeries
from simulators.replay.report.incident_report import IncidentReport
from simulators.replay.report.kind_report import KindReport
from simulators.replay.report.threshold_report import ThresholdReport
from simulators.replay.report.true_incident_report import TrueIncidentReport

_LANE = 46
_LANES_LEFT = 210


def legend(*entries: tuple[str, str, str]) -> str:
    """Return a legend of (class, Chinese, English)."""
    items = "".join(
        f'<span><i class="{kind}"></i>{both(zh, en)}</span>' for kind, zh, en in entries
    )
    return f'<div class="legend">{items}</div>'


def count_chart(series: CountSeries, incidents: Sequence[IncidentReport], seconds: float) -> str:
    """Plot the counts of a zone over time against the truth.

    Args:
        series: The zone's counts.
        incidents: The zone's incidents, shaded.
        seconds: Length of the source.
    """
    known = [people for people in series.truth if people is not None]
    top = max([*series.people, *known, series.limit or 0, 4]) * 1.08
    plot = Plot((0.0, seconds), (0.0, top), 260, f"people in {series.zone} over time")
    plot.y_axis()
    plot.time_axis()
    for incident in incidents:
        end_s = seconds if incident.end_s is None else incident.end_s
        plot.band(incident.start_s, end_s, incident.outcome, _said(incident))
    entries = [("found", "计数", "counted"), ("smooth", "平滑", "smoothed")]
    plot.line(list(zip(series.time_s, series.smoothed, strict=True)), "smooth")
    if known:
        truth = [
            (at_s, float(people))
            for at_s, people in zip(series.time_s, series.truth, strict=True)
            if people is not None
        ]
        plot.line(truth, "truth", steps=True)
        entries.append(("truth", "真值", "truth"))
    plot.line(list(zip(series.time_s, map(float, series.people), strict=True)), "found")
    if series.limit is not None:
        plot.across(float(series.limit), "limit")
        entries.append(("limit", f"限值 {series.limit}", f"limit {series.limit}"))
    if incidents:
        entries.append(("box", "事件", "incident"))
    return legend(*entries) + plot.svg()


def density_chart(series: CountSeries, seconds: float) -> str:
    """Plot the density of a zone over time; nothing where its ground is not known."""
    rows: tuple[tuple[str, str, str, tuple[float | None, ...], float | None], ...] = (
        ("found", "全区", "whole zone", series.density, series.density_limit),
        ("bad", "最密处", "densest part", series.peak_density, series.peak_density_limit),
    )
    known = [value for row in rows for value in row[3] if value is not None]
    if not known:
        return ""
    limits = [row[4] for row in rows if row[4] is not None]
    plot = Plot((0.0, seconds), (0.0, max([*known, *limits, 1.0]) * 1.08), 220, "density over time")
    plot.y_axis()
    plot.time_axis()
    entries: list[tuple[str, str, str]] = []
    for kind, zh, en, values, limit in rows:
        points = [
            (at_s, value)
            for at_s, value in zip(series.time_s, values, strict=True)
            if value is not None
        ]
        plot.line(points, kind)
        entries.append((kind, zh, en))
        if limit is not None:
            plot.across(limit, "limit")
            entries.append(("limit", f"{zh}限值 {limit:g}", f"limit of the {en} {limit:g}"))
    return legend(*entries) + plot.svg()


def area_chart(series: AreaSeries, incidents: Sequence[IncidentReport], seconds: float) -> str:
    """Plot the lasting change in a watched area over time.

    Args:
        series: The area's visits; those that could not be compared are left out.
        incidents: The area's incidents, shaded.
        seconds: Length of the source.
    """
    compared = [
        (at_s, 100.0 * share)
        for at_s, share, outcome in zip(
            series.time_s, series.changed_share, series.outcome, strict=True
        )
        if outcome == "compared"
    ]
    top = max([share for _, share in compared] + [200.0 * series.limit, 2.0]) * 1.08
    plot = Plot((0.0, seconds), (0.0, top), 240, f"lasting change in {series.zone} over time")
    plot.y_axis("{:g} %")
    plot.time_axis()
    for incident in incidents:
        end_s = seconds if incident.end_s is None else incident.end_s
        plot.band(incident.start_s, end_s, incident.outcome, _said(incident))
    plot.line(compared, "found", steps=True)
    plot.dots(compared, "found")
    plot.across(100.0 * series.limit, "limit")
    limit = f"{number(100 * series.limit, 1)} %"
    entries = [
        ("found", "持续变化占画面", "lasting change, share of the picture"),
        ("limit", f"限值 {limit}", f"limit {limit}"),
    ]
    left_out = len(series.time_s) - len(compared)
    if left_out:
        entries.append(("none", f"{left_out} 次巡看未比较", f"{left_out} visits were not compared"))
    return legend(*entries) + plot.svg()


def timeline(
    incidents: Sequence[IncidentReport], truth: Sequence[TrueIncidentReport], seconds: float
) -> str:
    """Plot incidents and true incidents of one source, a lane for each kind and zone."""
    lanes: dict[tuple[str, str], list[IncidentReport]] = {}
    for incident in incidents:
        lanes.setdefault((incident.kind, incident.zone), []).append(incident)
    for real in truth:
        lane = (real.kind, real.zone or next((z for k, z in lanes if k == real.kind), ""))
        lanes.setdefault(lane, [])
    if not lanes:
        return ""
    height = _LANE * len(lanes) + 44
    plot = Plot((0.0, seconds), (0.0, 1.0), height, "incidents over time", _LANES_LEFT)
    plot.time_axis()
    drawn: set[int] = set()
    for index, ((kind, zone), raised) in enumerate(sorted(lanes.items())):
        top = 12.0 + index * _LANE
        label = short_kind_label(kind)
        plot.label(0, top + 15, label.zh, label.en)
        place = zone_label(zone)
        plot.label(0, top + 32, place.zh, place.en)
        for number_, real in enumerate(truth):
            mine = real.kind == kind and real.zone in (zone, None)
            if not mine or number_ in drawn:
                continue
            drawn.add(number_)
            end_s = seconds if real.end_s is None else real.end_s
            missed = real.required and real.found_by is None
            text = f"{real.name or kind}: {clock(real.start_s)} – {clock(end_s)}"
            plot.bar(real.start_s, end_s, top, 13, "missed" if missed else "real", text)
        for incident in raised:
            end_s = seconds if incident.end_s is None else incident.end_s
            plot.bar(
                incident.start_s,
                end_s,
                top + 17,
                15,
                incident.outcome,
                _said(incident),
                to=incident.id,
            )
    entries = [
        ("box true", "正确", "true"),
        ("box false", "误报", "false alarm"),
        ("box", "未知", "unknown"),
    ]
    if truth:
        entries += [("box real", "真值", "truth"), ("box missed", "漏报", "missed")]
    return legend(*entries) + plot.svg()


def threshold_chart(curve: Sequence[ThresholdReport], threshold: float) -> str:
    """Plot precision, recall and F1 over the threshold; the one in force is marked."""
    plot = Plot((0.0, 1.0), (0.0, 1.0), 260, "precision and recall over threshold")
    plot.y_axis("{:.1f}")
    plot.x_axis([round(0.1 * step, 1) for step in range(11)], 1)
    plot.upright(threshold, "here")
    plot.line([(row.threshold, row.precision) for row in curve], "found")
    plot.line([(row.threshold, row.recall) for row in curve], "truth")
    plot.line([(row.threshold, row.f1) for row in curve], "f1")
    for row in curve:
        for value, kind in ((row.precision, "found"), (row.recall, "truth"), (row.f1, "f1")):
            plot.dots([(row.threshold, value)], kind, 3.0)
    return (
        legend(
            ("found", "精确率", "precision"),
            ("truth", "召回率", "recall"),
            ("f1", "F1", "F1"),
            ("none", f"所用阈值 {threshold:g}", f"threshold in force {threshold:g}"),
        )
        + plot.svg()
    )


def delay_chart(truth: Sequence[TrueIncidentReport]) -> str:
    """Plot how long after it was due each true incident was found."""
    rows = [row for row in truth if row.delay_s is not None and row.required]
    if not rows:
        return ""
    kinds = sorted({row.kind for row in rows})
    delays = [row.delay_s for row in rows if row.delay_s is not None]
    low, high = min(0.0, *delays), max(1.0, *delays)
    height = 34 * len(kinds) + 44
    plot = Plot((low, high * 1.05), (0.0, 1.0), height, "delays", _LANES_LEFT)
    plot.time_axis()
    plot.upright(0.0, "here")
    for index, kind in enumerate(kinds):
        top = 12.0 + 34 * index
        label = short_kind_label(kind)
        plot.label(0, top + 20, label.zh, label.en)
        level = 1.0 - (top + 15 - 12) / (height - 42)
        for row in rows:
            if row.kind == kind and row.delay_s is not None:
                text = f"{row.source} {row.name or row.zone or ''}: {duration(row.delay_s)}"
                plot.mark(row.delay_s, level, "bad" if row.late else "found", text)
    entries = [("found", "按时", "in time"), ("bad", "过迟", "too late")]
    return legend(*entries) + plot.svg()


def false_alarm_chart(kinds: Sequence[KindReport]) -> str:
    """Plot false alarms per camera-day by kind; nothing where there is none.

    Kinds without a truth are left out.
    """
    rows = [row for row in kinds if row.false_alarms_per_camera_day is not None]
    if not any(row.false for row in rows):
        return ""
    most = max(row.false_alarms_per_camera_day or 0.0 for row in rows)
    height = 34 * len(rows) + 44
    plot = Plot((0.0, max(most, 0.01) * 1.25), (0.0, 1.0), height, "false alarms", _LANES_LEFT)
    ticks = [most * step / 4 for step in range(5)] if most else [0.0]
    plot.x_axis(ticks, 0 if most >= 20 else 2)
    for index, row in enumerate(rows):
        rate = row.false_alarms_per_camera_day or 0.0
        top = 12.0 + 34 * index
        label = short_kind_label(row.kind)
        plot.label(0, top + 17, label.zh, label.en)
        text = f"{row.false} / {number(row.camera_days, 4)} d"
        plot.bar(0.0, rate, top, 22, "false" if row.false else "none", text)
        at = min(plot.x_of(rate) + 10, WIDTH - 180.0)
        plot.label(at, top + 16, f"{number(rate)}（{text}）", f"{number(rate)} ({text})")
    return plot.svg()


def _said(incident: IncidentReport) -> str:
    end = "…" if incident.end_s is None else clock(incident.end_s)
    return (
        f"{incident.kind} {incident.zone}: {clock(incident.start_s)} – {end}, "
        f"{incident.quantity} {number(incident.peak)}, {incident.outcome}"
    )
