"""An incident in memory, without the session's bookkeeping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from command_center.store.incident_row import IncidentRow


@dataclass(slots=True)
class IncidentRecord:
    """The columns of an ``IncidentRow``, in the table's order, for whoever handles hundreds.

    Loading, watching and writing back a mapped object costs several times what a plain one does,
    and an alert changes fifteen columns.
    """

    id: str
    kind: str
    subject: str
    camera_id: str | None
    zone: str
    source: str
    region: str
    severity: int
    state: str
    review: str
    epoch: int
    seq: int
    opened_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    alert_id: str
    decoded_at: datetime
    received_at: datetime
    time_source: str
    location: list[Any] | None
    measurement: dict[str, Any]
    model: dict[str, Any]
    held_back_by: str | None = None
    part_of: str | None = None
    peak: dict[str, Any] | None = None


AnyIncident: TypeAlias = IncidentRow | IncidentRecord
"""For whoever only reads one."""
