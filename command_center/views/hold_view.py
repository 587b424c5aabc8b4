"""Legal holds, as people see them."""

from __future__ import annotations

from datetime import datetime

from command_center.store.legal_hold_row import LegalHoldRow
from command_center.views.view import View


class HoldView(View):
    """A case of which nothing is purged.

    Attributes:
        incident_id: The case.
        set_at: UTC.
        set_by: User name.
        reason: Why.
    """

    incident_id: str
    set_at: datetime
    set_by: str
    reason: str

    @classmethod
    def of(cls, row: LegalHoldRow) -> HoldView:
        """Read a row."""
        return cls(
            incident_id=row.incident_id, set_at=row.set_at, set_by=row.set_by, reason=row.reason
        )
