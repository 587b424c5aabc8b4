"""Duty rosters as people keep them in tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from command_center.shifts.planned_shift import PlannedShift
from command_center.shifts.roster_fault import RosterFault
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Tables say the hour of the day as the clock on the wall shows it."""

MAX_ROWS = 2_000
MAX_LABEL = 40

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "date": ("日期", "值班日期", "date", "day"),
    "begins": ("开始", "开始时间", "上班时间", "begins", "begin", "start", "from"),
    "ends": ("结束", "结束时间", "下班时间", "ends", "end", "to"),
    "username": ("账号", "用户名", "值班员账号", "username", "user", "account"),
    "label": ("班次", "shift", "label"),
    "region": ("区划", "区划代码", "region"),
}
_NEEDED = ("date", "begins", "ends", "username")
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_TIME = re.compile(r"^(\d{1,2})[:\uff1a](\d{2})(?:[:\uff1a]\d{2})?$")
_REGION = re.compile(r"^([1-9][0-9]{11})?$")
_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,63}$")


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """What a table says.

    Attributes:
        shifts: Line number and shift, in order, of the lines that can be read.
        faults: Of the others.
    """

    shifts: tuple[tuple[int, PlannedShift], ...]
    faults: tuple[RosterFault, ...]


def read_roster(text: str) -> ReadRoster:
    """Read a table: commas, semicolons or tabs; a shift that ends before it begins ends next day.

    Args:
        text: The whole file; its first line names the columns, in Chinese or English.

    Raises:
        BadInput: it has no such heading, or too many lines.
    """
    lines = text.lstrip("\ufeff").splitlines()
    first = lines[0] if lines else ""
    delimiter = max(",;\t，", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BadInput(
            Bilingual("表格无法读取", f"the table cannot be read: {error}"),
            next_step=Bilingual("按模板另存为 CSV", "save it as CSV, as the template is"),
        ) from error
    if len(rows) - 1 > MAX_ROWS:
        raise BadInput(
            Bilingual(f"超过 {MAX_ROWS} 行", f"more than {MAX_ROWS} lines"),
            next_step=Bilingual("分月导入", "import it month by month"),
        )
    columns = _columns(rows[0] if rows else [])
    shifts: list[tuple[int, PlannedShift]] = []
    faults: list[RosterFault] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        read = _shift(number, cells)
        if isinstance(read, PlannedShift):
            shifts.append((number, read))
        else:
            faults += read
    return ReadRoster(tuple(shifts), tuple(faults))


def _columns(heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(heading):
        for name, words in _HEADINGS.items():
            if cell.strip().casefold() in words and name not in found:
                found[name] = at
    missing = [_HEADINGS[name][0] for name in _NEEDED if name not in found]
    if missing:
        raise BadInput(
            Bilingual(
                f"缺少列：{'、'.join(missing)}", f"columns are missing: {', '.join(missing)}"
            ),
            next_step=Bilingual("下载模板对照", "compare it with the template"),
        )
    return found


def _shift(number: int, cells: Mapping[str, str]) -> PlannedShift | list[RosterFault]:
    faults: list[RosterFault] = []

    def fault(name: str, zh: str, en: str) -> None:
        faults.append(RosterFault(number, _HEADINGS[name][0], Bilingual(zh, en)))

    day = _date(cells["date"])
    begins, ends = _time(cells["begins"]), _time(cells["ends"])
    label, region = cells.get("label", ""), cells.get("region", "")
    if day is None:
        fault("date", "日期应如 2026-06-01", "a date is like 2026-06-01")
    if begins is None:
        fault("begins", "时间应如 08:00", "a time is like 08:00")
    if ends is None:
        fault("ends", "时间应如 20:00", "a time is like 20:00")
    if not _USERNAME.fullmatch(cells["username"]):
        fault("username", "不是账号用户名", "no user name")
    if len(label) > MAX_LABEL or not label.isprintable():
        fault("label", f"不超过 {MAX_LABEL} 个字符", f"at most {MAX_LABEL} characters")
    if not _REGION.fullmatch(region):
        fault("region", "区划代码为 12 位数字", "a region has 12 digits")
    if faults or day is None or begins is None or ends is None:
        return faults
    at = datetime.combine(day, begins, CHINA)
    until = datetime.combine(day, ends, CHINA)
    if until <= at:
        until += timedelta(days=1)
    try:
        return PlannedShift(cells["username"], region, label, at, until)
    except BadInput as error:
        return [RosterFault(number, "", error.message)]


def _date(text: str) -> date | None:
    match = _DATE.match(text)
    if match is None or not 2000 <= int(match[1]) < 2100:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _time(text: str) -> time | None:
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if (hour, minute) == (24, 0):
        return time(0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
