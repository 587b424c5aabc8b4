"""Capture times out of file names, in the forms that cameras and recorders write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import PurePath

_DATE = r"(?P<year>20\d\d)(?P<s>[-_./]?)(?P<month>0[1-9]|1[0-2])(?P=s)(?P<day>[0-2]\d|3[01])"
_TIME = r"(?P<hour>[01]\d|2[0-3])(?P<t>[-_.:]?)(?P<minute>[0-5]\d)(?P=t)(?P<second>[0-5]\d)"
# Three digits right behind are milliseconds (20260101083000123), digits behind a point a fraction.
_FRACTION = r"(?:(?P<milli>\d{3})(?!\d)|[.,](?P<fraction>\d{1,6})(?!\d))?"
_ZONE = r"(?P<zone>Z|UTC|GMT|\+\d\d:?\d\d|-\d\d:\d\d)?"

_WHOLE = re.compile(rf"(?<!\d){_DATE}[ T_.\-]{{0,2}}{_TIME}{_FRACTION}(?!\d){_ZONE}")
# Two digits of the year only in the one form that means nothing else: 26-01-31_08-30-00.
_SHORT_YEAR = re.compile(
    r"(?<!\d)(?P<year>[2-4]\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])[ _T]"
    r"(?P<hour>[01]\d|2[0-3])-(?P<minute>[0-5]\d)-(?P<second>[0-5]\d)(?!\d)"
)
_DAY_ALONE = re.compile(rf"(?<!\d){_DATE}(?!\d)")
_TIME_ALONE = re.compile(
    r"(?<!\d)(?P<hour>[01]\d|2[0-3])(?P<t>[-_.:]?)(?P<minute>[0-5]\d)(?P=t)"
    rf"(?P<second>[0-5]\d){_FRACTION}(?!\d)"
)
# Seconds, milliseconds or seconds with a fraction since 1970; from 2001-09 to 2033-05.
_EPOCH = re.compile(
    r"(?<!\d)(?P<seconds>1\d{9})(?:(?P<milli>\d{3})|\.(?P<fraction>\d{1,9}))?(?!\d)"
)


def time_from_name(path: PurePath, local_zone: tzinfo) -> datetime | None:
    """Read the capture time out of a file's name and, for the day, of its folders' names.

    Known are date and time in one (``20260131083000``, ``20260131_083000``,
    ``2026-01-31_08-30-00``, ``2026-01-31T08:30:00Z``, with milliseconds or a fraction), the first
    of two for a recording (``ch1_20260131083000_20260131084000``), a two-digit year as
    ``26-01-31_08-30-00``, a day's folder with a time in the name (``2026-01-31/001/08.30.00[M]``),
    and seconds or milliseconds since 1970.

    Args:
        path: Relative to the folder replayed, or a bare name.
        local_zone: Of times that name no zone.

    Returns:
        UTC, or none when the name says nothing that can be trusted.
    """
    stem = path.stem
    for form in (_WHOLE, _SHORT_YEAR):
        for match in form.finditer(stem):
            found = _moment(match, match, local_zone)
            if found is not None:
                return found
    for folder in reversed(path.parts[:-1]):
        day = _DAY_ALONE.search(folder)
        moment = _TIME_ALONE.search(stem)
        if day and moment:
            return _moment(day, moment, local_zone)
    epoch = _EPOCH.search(stem)
    if epoch is None:
        return None
    fraction = f"0.{epoch['milli'] or epoch['fraction'] or '0'}"
    return datetime.fromtimestamp(int(epoch["seconds"]), UTC) + timedelta(seconds=float(fraction))


def _moment(day: re.Match[str], moment: re.Match[str], local_zone: tzinfo) -> datetime | None:
    year = int(day["year"])
    groups = moment.groupdict()
    digits = groups.get("milli") or groups.get("fraction") or "0"
    try:
        found = datetime(
            year if year > 99 else 2000 + year,
            int(day["month"]),
            int(day["day"]),
            int(moment["hour"]),
            int(moment["minute"]),
            int(moment["second"]),
            int(f"{digits:0<6}"),
            tzinfo=_zone(groups.get("zone"), local_zone),
        )
    except ValueError:
        # The 31st of a shorter month: some other number.
        return None
    return found.astimezone(UTC)


def _zone(text: str | None, local_zone: tzinfo) -> tzinfo:
    if not text:
        return local_zone
    if text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(offset if text[0] == "+" else -offset)
