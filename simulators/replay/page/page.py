"""Puts the page together."""

from __future__ import annotations

from html import escape
from pathlib import Path

from simulators.replay.camera.whole_picture import CAMERA_ID
from simulators.replay.page.charts import (
    area_chart,
    count_chart,
    delay_chart,
    density_chart,
    false_alarm_chart,
    threshold_chart,
    timeline,
)
from simulators.replay.page.incident_card import PictureShelf, incident_card
from simulators.replay.page.incident_list import incident_list
from simulators.replay.page.style import CSS
from simulators.replay.page.words import (
    DETECTORS,
    both,
    duration,
    moment,
    named,
    number,
    of,
    percent,
    short_kind_label,
    zone_label,
)
from simulators.replay.report.report import Report
from simulators.replay.report.source_report import SourceReport

_POLICY = "default-src 'none'; img-src data: 'self' file:; style-src 'unsafe-inline'"
"""Nothing is loaded but what is in the page and the pictures beside it; no script runs."""


def page(report: Report, folder: Path) -> str:
    """Return the page as one HTML text.

    Args:
        report: What it shows.
        folder: Where the report's pictures are; they are put into the page.
    """
    shelf = PictureShelf(folder)
    names = ", ".join(source.name for source in report.sources)
    body = [
        _head(report, names),
        _expectation(report),
        _tiles(report),
        _without_truth(report),
        _kinds(report),
        incident_list(report),
        *(_source(report, source, shelf) for source in report.sources),
        _overall_charts(report),
        _costs(report),
    ]
    return (
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>回放报告 · Replay report: {escape(names)}</title><style>{CSS}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _head(report: Report, names: str) -> str:
    detectors = " · ".join(named(DETECTORS, name) for name in report.detectors)
    about = " · ".join(
        f"{name} {escape(model.name)} {escape(model.version)} · "
        f"{both('阈值', 'threshold')} {number(model.threshold)}"
        + (f" · <code>{escape(model.sha256[:12])}…</code>" if model.sha256 else "")
        for name, model in (
            (both("模型", "model"), report.model),
            (both("密度模型", "density model"), report.density_model),
        )
        if model is not None
    )
    return (
        f"<header><h1>{both('回放报告', 'Replay report')}</h1>"
        '<div class="switch" role="group" aria-label="语言 language">'
        '<input type="radio" name="language" id="show-zh" checked>'
        '<label for="show-zh">中文</label>'
        '<input type="radio" name="language" id="show-en"><label for="show-en">English</label>'
        f"</div></header><p><b>{escape(names)}</b></p>"
        f'<p class="soft">{detectors}</p><p class="soft small">{about}</p>'
        f'<p class="soft small">{_masked()}</p>'
    )


def _masked() -> str:
    return both(
        "图片中的人员均已遮蔽。生成的告警须由人确认。",
        "People in all pictures are masked. What is raised here awaits a person's word.",
    )


def _expectation(report: Report) -> str:
    outcome = report.expectation
    if outcome is None:
        return ""
    if outcome.met:
        text = both("与预期一致", "as expected")
        return f'<div class="card notice good"><b>{text}</b> {escape(outcome.file)}</div>'
    rows = "".join(f"<li>{both(row.zh, row.en)}</li>" for row in outcome.differences)
    text = both("与预期不符", "not as expected")
    return f'<div class="card notice bad"><b>{text}</b> {escape(outcome.file)}<ul>{rows}</ul></div>'


def _tiles(report: Report) -> str:
    tiles: list[tuple[str, str, str]] = []
    outcomes = [incident.outcome for incident in report.incidents]
    tiles.append((both("事件", "incidents"), str(len(outcomes)), ""))
    if report.false_alarms is not None:
        state = "bad" if report.false_alarms else "good"
        tiles.append((both("误报", "false alarms"), str(report.false_alarms), state))
        expected = sum(kind.expected for kind in report.kinds)
        if expected:
            found = sum(kind.found for kind in report.kinds)
            late = sum(kind.late for kind in report.kinds)
            zh, en = (f"，过迟 {late}", f", {late} late") if late else ("", "")
            state = "bad" if found < expected else "" if late else "good"
            name = both(f"应报已报{zh}", f"found of expected{en}")
            tiles.append((name, f"{found} / {expected}", state))
        rate = number(report.false_alarms_per_camera_day)
        state = "" if report.false_alarms else "good"
        tiles.append((both("每机每日误报", "false alarms per camera-day"), rate, state))
    crowd = report.crowd
    if crowd is not None:
        if crowd.count_mae is not None:
            bias = f"{crowd.count_bias or 0.0:+.2f}"
            name = both(f"人数平均误差，偏差 {bias}", f"mean count error, bias {bias}")
            tiles.append((name, number(crowd.count_mae), ""))
        if crowd.f1 is not None:
            tiles.append((both("人员检测 F1", "people F1"), number(crowd.f1, 3), ""))
        if crowd.count_mae is None:
            tiles.append((both("最多人数", "most people"), number(crowd.highest), ""))
    seconds = sum(source.seconds for source in report.sources)
    tiles.append((both("回放时长", "replayed"), duration(seconds), ""))
    if report.timing.times_real_time is not None:
        times = report.timing.times_real_time
        speed = f"×{number(times, 0 if times > 100 else 1)}"
        tiles.append((both("回放速度，相对实时", "speed, of real time"), speed, ""))
    cells = "".join(
        f'<div class="tile {state}"><b>{value}</b><span class="soft small">{name}</span></div>'
        for name, value, state in tiles
    )
    return f'<div class="tiles">{cells}</div>'


def _without_truth(report: Report) -> str:
    if report.false_alarms is not None:
        return ""
    text = both(
        "没有真值，结果均为“未知”。用 --truth 给出真值，即知何为正确、误报与漏报。",
        "Without truth every outcome is unknown. --truth says what is right, false and missed.",
    )
    return f'<p class="soft small">{text}</p>'


def _kinds(report: Report) -> str:
    heads = (
        ("类别", "kind"),
        ("告警", "raised"),
        ("正确", "true"),
        ("误报", "false"),
        ("未知", "unknown"),
        ("应报", "expected"),
        ("已报", "found"),
        ("过迟", "late"),
        ("召回率", "recall"),
        ("精确率", "precision"),
        ("延迟中位数", "median delay"),
        ("最长延迟", "worst delay"),
        ("每机每日误报", "false per camera-day"),
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{cell}</td>"
            for cell in (
                of(short_kind_label(row.kind)),
                row.raised,
                row.true,
                row.false,
                row.unknown,
                row.expected,
                row.found,
                row.late,
                percent(row.recall),
                percent(row.precision),
                duration(row.median_delay_s),
                duration(row.worst_delay_s),
                number(row.false_alarms_per_camera_day),
            )
        )
        + "</tr>"
        for row in report.kinds
    )
    head = "".join(f"<th>{both(zh, en)}</th>" for zh, en in heads)
    return (
        f"<h2>{both('按类别', 'By kind')}</h2>"
        f'<div class="card scroll"><table><tr>{head}</tr>{rows}</table></div>'
    )


def _overall_charts(report: Report) -> str:
    parts: list[str] = []
    if report.curve and report.model is not None:
        crowd = report.crowd
        figures = ""
        if crowd is not None and crowd.f1 is not None:
            figures = (
                f'<p class="soft small">{both("所用阈值下", "at the threshold in force")}: '
                f"{both('精确率', 'precision')} {percent(crowd.precision)}, "
                f"{both('召回率', 'recall')} {percent(crowd.recall)}, F1 {number(crowd.f1, 3)}, "
                f"{both('真值人次', 'true people')} {crowd.people}, IoU ≥ 0.5</p>"
            )
        chart = threshold_chart(report.curve, report.model.threshold)
        title = both(
            "人员检测：精确率与召回率随阈值", "People: precision and recall over threshold"
        )
        parts.append(f'<h3>{title}</h3><div class="card">{chart}{figures}</div>')
    delays = delay_chart(report.truth)
    if delays:
        title = both("延迟（从应报时刻起）", "Delay, from when it was due")
        parts.append(f'<h3>{title}</h3><div class="card">{delays}</div>')
    alarms = false_alarm_chart(report.kinds)
    if alarms:
        title = both("每机每日误报", "False alarms per camera-day")
        note = both(
            "只计真值完整的时段；短录像的数值波动很大。",
            "Over the time for which the truth is complete; of a short recording the figure says "
            "little.",
        )
        parts.append(
            f'<h3>{title}</h3><div class="card">{alarms}<p class="soft small">{note}</p></div>'
        )
    if not parts:
        return ""
    return f"<h2>{both('准确程度', 'How right it was')}</h2>{''.join(parts)}"


def _source(report: Report, source: SourceReport, shelf: PictureShelf) -> str:
    incidents = [row for row in report.incidents if row.source == source.name]
    truth = [row for row in report.truth if row.source == source.name]
    begin = "" if source.begin is None else f" · {moment(source.begin)}"
    parts = [
        f"<h2>{escape(source.name)}</h2>",
        f'<p class="soft small">{both("图片", "pictures")} {source.pictures} · '
        f"{duration(source.seconds)}{begin} · {_camera(source)}</p>",
        _problems(source),
    ]
    lanes = timeline(incidents, truth, source.seconds)
    if lanes:
        parts.append(
            f'<h3>{both("事件时间线", "Incidents over time")}</h3><div class="card">{lanes}</div>'
        )
    for counts in source.counts:
        mine = [row for row in incidents if row.kind == "crowd" and row.zone == counts.zone]
        chart, zone = count_chart(counts, mine, source.seconds), of(zone_label(counts.zone))
        title = both("人数", "People over time")
        parts.append(f'<h3>{title} · {zone}</h3><div class="card">{chart}</div>')
        dense = density_chart(counts, source.seconds)
        if dense:
            title = both("密度（人/㎡）", "People per m² over time")
            parts.append(f'<h3>{title} · {zone}</h3><div class="card">{dense}</div>')
    for area in source.areas:
        mine = [row for row in incidents if row.kind == "construction" and row.zone == area.zone]
        chart = area_chart(area, mine, source.seconds)
        title = both("持续变化", "Lasting change over time")
        zone = of(zone_label(area.zone))
        parts.append(f'<h3>{title} · {zone}</h3><div class="card">{chart}</div>')
    if incidents:
        parts.append(f"<h3>{both('事件', 'Incidents')}</h3>")
        parts += [incident_card(incident, shelf) for incident in incidents]
    else:
        parts.append(
            f'<p class="soft">{both("没有产生事件。", "Nothing would have been raised.")}</p>'
        )
    return "".join(parts)


def _camera(source: SourceReport) -> str:
    if source.camera == CAMERA_ID:
        return both("未指定摄像机", "no camera named")
    camera = f"{escape(source.camera_name)} <code>{escape(source.camera)}</code>"
    return f"{both('摄像机', 'camera')} {camera}"


def _problems(source: SourceReport) -> str:
    notes = [f"<li>{both(row.zh, row.en)}</li>" for row in source.problems]
    if source.stopped:
        notes.append(f"<li>{both('回放被提前停止', 'the replay was stopped early')}</li>")
    if not notes:
        return ""
    more = source.problem_count - len(source.problems)
    if more > 0:
        notes.append(f"<li>… +{more}</li>")
    title = both(
        "不完整：以下内容未能读取或未计入", "Incomplete: this could not be read, or was left out"
    )
    return f'<div class="card notice"><b>{title}</b><ul>{"".join(notes)}</ul></div>'


def _costs(report: Report) -> str:
    timing = report.timing
    rows = "".join(
        f"<tr><td>{named(DETECTORS, detector)}</td><td>{number(cpu_ms, 1)}</td></tr>"
        for detector, cpu_ms in timing.cpu_ms_per_look.items()
    )
    head = (
        f"<th>{both('检测项', 'detector')}</th><th>{both('每次 CPU 毫秒', 'CPU ms per look')}</th>"
    )
    note = (
        f"{both('整次回放', 'the whole replay')}: {duration(timing.cpu_s)} CPU, "
        f"{duration(timing.wall_s)}"
    )
    return (
        f"<h2>{both('开销', 'What it cost')}</h2>"
        f'<div class="card scroll"><table><tr>{head}</tr>{rows}</table>'
        f'<p class="soft small">{note}</p></div>'
    )
