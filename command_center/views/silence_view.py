"""Silences, as people see them."""

from __future__ import annotations

from datetime import datetime

from command_center.store.silence_row import SilenceRow
from command_center.views.view import View
from sharp_eyes.alert.kind import IncidentKind


class SilenceView(View):
    """A camera of which alerts call on nobody for a time.

    Attributes:
        id: ULID.
        camera: Which.
        camera_name: What it is called; its id where it is not registered any more.
        kind: Alerts of which kind; null for all.
        reason: Why.
        set_at: UTC.
        set_by: User name.
        set_by_name: What is shown of them.
        until: When it ends by itself, UTC.
        lifted_at: When somebody ended it before, UTC; else null.
        lifted_by: User name.
        holds: Whether it holds now.
    """

    id: str
    camera: str
    camera_name: str
    kind: IncidentKind | None
    reason: str
    set_at: datetime
    set_by: str
    set_by_name: str
    until: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    holds: bool

    @classmethod
    def of(cls, row: SilenceRow, camera_name: str, now: datetime) -> SilenceView:
        """Read a row."""
        return cls(
            id=row.id,
            camera=row.camera_id,
            camera_name=camera_name,
            kind=IncidentKind(row.kind) if row.kind else None,
            reason=row.reason,
            set_at=row.set_at,
            set_by=row.set_by,
            set_by_name=row.set_by_name,
            until=row.until,
            lifted_at=row.lifted_at,
            lifted_by=row.lifted_by,
            holds=row.lifted_at is None and now < row.until,
        )
