"""True numbers of people in a CSV file."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from simulators.replay.file_text import bad_rows, read_text
from simulators.replay.truth.true_counts import TrueCounts

_COLUMNS: Mapping[str, str] = {
    "frame": "frame",
    "帧": "frame",
    "file": "file",
    "文件": "file",
    "time_s": "time_s",
    "秒": "time_s",
    "count": "count",
    "people": "count",
    "人数": "count",
    "zone": "zone",
    "区域": "zone",
}
_PLACES = ("frame", "file", "time_s")
_STEP = Bilingual(
    "第一行写列名：frame（或 file、time_s）,count[,zone]",
    "the first row names the columns: frame (or file, or time_s),count[,zone]",
)


def read_counts(path: Path) -> TrueCounts:
    """Read a table with the columns ``frame`` (from 1), ``file`` or ``time_s``, and ``count``.

    A column ``zone`` may say for which zone a row holds. Columns may be parted by commas,
    semicolons or tabs; other columns are left alone.

    Raises:
        MissingPart: the file is not there.
        BadInput: columns are missing, or it names each bad row.
    """
    text = read_text(path)
    first = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    header: list[str] | None = None
    counts = TrueCounts()
    faults: list[str] = []
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = [_COLUMNS.get(cell.strip().lower(), "") for cell in row]
                if "count" not in header or not any(place in header for place in _PLACES):
                    fault = (
                        f"{path.name}:{reader.line_num}: 缺少列 / columns are missing: "
                        "frame | file | time_s, count"
                    )
                    raise bad_rows(path.name, [fault], _STEP)
                continue
            cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
            reason = _take(counts, cells)
            if reason is not None:
                faults.append(f"{path.name}:{reader.line_num}: {reason}")
    except csv.Error as error:
        faults.append(f"{path.name}:{reader.line_num}: CSV: {error}")
    if header is None:
        faults.append(f"{path.name}:1: 文件为空 / the file is empty")
    if faults:
        raise bad_rows(path.name, faults, _STEP)
    for rows in counts.by_time.values():
        rows.sort()
    return counts


def _take(counts: TrueCounts, cells: dict[str, str]) -> str | None:
    """Add a row; return what is wrong with it."""
    people = _whole(cells.get("count", ""))
    if people is None:
        return (
            f"count 应为不小于 0 的整数 / count is a whole number from 0 ({cells.get('count')!r})"
        )
    zone = cells.get("zone", "")
    if cells.get("frame"):
        frame = _whole(cells["frame"])
        if not frame:
            return f"frame 从 1 起 / frames count from 1 ({cells['frame']!r})"
        counts.by_number.setdefault(zone, {})[frame] = people
    elif cells.get("file"):
        counts.by_label.setdefault(zone, {})[cells["file"]] = people
    elif cells.get("time_s"):
        try:
            time_s = float(cells["time_s"])
        except ValueError:
            time_s = math.nan
        if not math.isfinite(time_s):
            return f"time_s 应为秒数 / time_s is a number of seconds ({cells['time_s']!r})"
        counts.by_time.setdefault(zone, []).append((time_s, people))
    else:
        return "缺少 frame、file 或 time_s / frame, file or time_s is missing"
    return None


def _whole(text: str) -> int | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value >= 0 and value == int(value) else None
