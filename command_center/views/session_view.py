"""A session as its owner and administrators see it."""

from __future__ import annotations

from datetime import datetime

from command_center.views.view import View


class SessionView(View):
    """One signed-in browser.

    Attributes:
        id: ULID, as in the audit trail.
        purpose: What it is for.
        address: Where it was opened from.
        created_at: When it began.
        expires_at: When it ends by itself.
        current: Whether it is the one that asks.
    """

    id: str
    purpose: str
    address: str
    created_at: datetime
    expires_at: datetime
    current: bool
