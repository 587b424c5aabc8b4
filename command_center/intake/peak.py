"""How bad a crowd became."""

from __future__ import annotations

from typing import Any

from command_center.store.incident_record import AnyIncident
from sharp_eyes.alert.kind import IncidentKind


def peak_after(row: AnyIncident, measured: dict[str, Any]) -> dict[str, Any] | None:
    """Return an incident's peak once an alert of it is known, in whatever order they come.

    The measurement furthest over its limit: a crowd's alerts may measure people at one time and
    people per square metre at another.

    Args:
        row: The incident as it was.
        measured: What one of its alerts measured, as JSON.

    Returns:
        A measurement as JSON; none where an incident has no peak, as of a fault or a change. The
        row's own where that stands.
    """
    if row.kind != IncidentKind.CROWD.value:
        return row.peak
    if row.peak is not None and _over_its_limit(row.peak) >= _over_its_limit(measured):
        return row.peak
    # When the limit would be reached says nothing of what has been.
    return measured | {"seconds_to_limit": None}


def _over_its_limit(measured: dict[str, Any]) -> tuple[float, bool, str, float]:
    value, limit = measured["value"], measured["limit"]
    share = value / limit if limit > 0 else value
    # Of equals one and the same is taken, whichever came first.
    return share, measured.get("at_least", False), measured["quantity"], value
