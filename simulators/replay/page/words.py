"""Text for the page, escaped, in both languages."""

from __future__ import annotations

from datetime import datetime
from html import escape

from detectors.pipeline import CHINA
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.severity import Severity
from sharp_eyes.bilingual import Bilingual
from simulators.replay.camera.whole_picture import CONSTRUCTION_ZONE, CROWD_ZONE
from simulators.replay.low_is_bad import sign_of
from simulators.replay.report.incident_report import IncidentReport

OUTCOMES = {
    "true": Bilingual("正确", "true"),
    "false": Bilingual("误报", "false alarm"),
    "unknown": Bilingual("未知", "unknown"),
    "missed": Bilingual("漏报", "missed"),
    "late": Bilingual("过迟", "late"),
}

ZONES = {
    CROWD_ZONE: Bilingual("整个画面", "whole picture"),
    CONSTRUCTION_ZONE: Bilingual("监看区", "watched area"),
    "picture": Bilingual("画面", "picture"),
}

QUANTITIES = {
    "people": Bilingual("人数", "people"),
    "density": Bilingual("密度", "density"),
    "peak_density": Bilingual("最密处密度", "density of the densest part"),
    "changed_area": Bilingual("变化面积", "changed area"),
    "black": Bilingual("黑屏", "black"),
    "over_exposed": Bilingual("过曝", "over-exposed"),
    "frozen": Bilingual("画面冻结", "frozen"),
    "blurred": Bilingual("模糊", "blurred"),
    "covered": Bilingual("遮挡", "covered"),
    "colour_cast": Bilingual("偏色", "colour cast"),
    "noise": Bilingual("噪声", "noise"),
    "view_moved": Bilingual("视角移动", "view moved"),
}

UNITS = {
    "people": Bilingual("", ""),
    "people/m2": Bilingual("人/㎡", "people/m²"),
    "m2": Bilingual("㎡", "m²"),
    "grey levels": Bilingual("灰度级", "grey levels"),
    "share": Bilingual("（相对平时）", "of what is usual"),
}

ROLES = {
    "scene": Bilingual("现场", "scene"),
    "before": Bilingual("之前", "before"),
    "after": Bilingual("之后", "after"),
    "outline": Bilingual("变化轮廓", "change outlined"),
    "series": Bilingual("过程", "in between"),
}

DETECTORS = {
    "crowd": Bilingual("人员聚集", "crowd"),
    "construction": Bilingual("违建", "construction"),
    "diagnosis": Bilingual("视频质量诊断", "picture diagnosis"),
}

END_REASONS = {
    "cleared": Bilingual("已消除", "cleared"),
    "blind": Bilingual("画面失效", "camera blind"),
}


def both(zh: str, en: str) -> str:
    """Return both texts as HTML; the page shows one of them."""
    return (
        f'<span class="zh" lang="zh">{escape(zh)}</span>'
        f'<span class="en" lang="en">{escape(en)}</span>'
    )


def of(text: Bilingual) -> str:
    """Return a bilingual text as HTML."""
    return both(text.zh, text.en)


def named(table: dict[str, Bilingual], name: str) -> str:
    """Return a name's texts as HTML, or the name itself where there are none."""
    text = table.get(name)
    return escape(name.replace("_", " ")) if text is None else of(text)


def kind_label(kind: str) -> Bilingual:
    """Return the name of a kind of incident."""
    try:
        return IncidentKind(kind).label
    except ValueError:
        return Bilingual(kind, kind)


def short_kind_label(kind: str) -> Bilingual:
    """Return a shorter name of a kind of incident, for plots."""
    short = {"construction": Bilingual("疑似违建", "construction")}
    return short.get(kind) or kind_label(kind)


def zone_label(zone: str) -> Bilingual:
    """Return what a zone is called: its id, but for those that nobody drew."""
    return ZONES.get(zone) or Bilingual(zone, zone)


def measured(incident: IncidentReport) -> str:
    """Write the worst value of an incident beside its limit."""
    more = "≥ " if incident.at_least else ""
    sign = sign_of(incident.quantity)
    if incident.unit == "share of picture":
        limit = f"{both('限值', 'limit')} {sign} {percent(incident.limit)}"
        return f"{more}{percent(incident.peak)} ({limit})"
    return (
        f"{more}{number(incident.peak)} {named(UNITS, incident.unit)} "
        f"({both('限值', 'limit')} {sign} {number(incident.limit)})"
    )


def moment(at: datetime) -> str:
    """Write a time as the pictures' captions do, in Chinese time."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S +08:00")


def severity_label(severity: int) -> Bilingual:
    """Return the name of a severity, 1 to 4."""
    return Severity(severity).label


def number(value: float | None, digits: int = 2) -> str:
    """Write a figure without needless zeros; a dash where there is none."""
    if value is None:
        return "—"
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float | None) -> str:
    """Write a share as a percentage; a dash where there is none."""
    return "—" if value is None else f"{number(100 * value, 1)} %"


def clock(seconds: float) -> str:
    """Write a time of the recording: ``1:05``, ``2:03:00`` or ``3 d 04:00``."""
    sign = "−" if seconds < 0 else ""
    whole = round(abs(seconds))
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, second = divmod(rest, 60)
    if days:
        return f"{sign}{days} d {hours:02}:{minutes:02}"
    if hours:
        return f"{sign}{hours}:{minutes:02}:{second:02}"
    return f"{sign}{minutes}:{second:02}"


def duration(seconds: float | None) -> str:
    """Write a length of time: ``4.5 s``, ``12 min``, ``3.2 h`` or ``1.5 d``."""
    if seconds is None:
        return "—"
    for unit, size in (("d", 86_400.0), ("h", 3600.0), ("min", 60.0)):
        if abs(seconds) >= 2 * size:
            return f"{number(seconds / size, 1)} {unit}"
    return f"{number(seconds, 1)} s"
