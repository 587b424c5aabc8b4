"""How bad a crowd became."""

from __future__ import annotations

from typing import Any

from command_center.store.incident_record import AnyIncident
from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement


def peak_after(row: AnyIncident, alert: Alert) -> dict[str, Any] | None:
    """Return an incident's peak once an alert of it is known, in whatever order they come.

    The measurement furthest over its limit: a crowd's alerts may measure people at one time and
    people per square metre at another.

    Args:
        row: The incident as it was.
        alert: One of its alerts.

    Returns:
        A measurement as JSON; none where an incident has no peak, as of a fault or a change.
    """
    if alert.kind is not IncidentKind.CROWD:
        return row.peak
    # When the limit would be reached says nothing of what has been.
    measured = alert.data.measurement.model_copy(update={"seconds_to_limit": None})
    if row.peak is not None:
        measured = max(Measurement.model_validate(row.peak), measured, key=_over_its_limit)
    return measured.model_dump(mode="json")


def _over_its_limit(measured: Measurement) -> tuple[float, bool, str, float]:
    share = measured.value / measured.limit if measured.limit > 0 else measured.value
    # Of equals one and the same is taken, whichever came first.
    return share, measured.at_least, measured.quantity, measured.value
