"""Machines that may call, as their administrators see them."""

from __future__ import annotations

from datetime import datetime

from command_center.accounts.scope import Scope
from command_center.views.view import View


class TokenView(View):
    """One machine's token.

    Attributes:
        name: Which machine it is for.
        scopes: What it may do.
        region: Where, 12 digits; empty for everywhere.
        unit: Of which managing unit; empty for all.
        purpose: What it is for.
        created_by: Who issued it.
        created_at: When.
        expires_at: When it ends by itself.
        revoked_at: Since when it is refused; none while it is not.
        token: Itself; in the one answer that shows it, else null.
    """

    name: str
    scopes: tuple[Scope, ...]
    region: str
    unit: str
    purpose: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    token: str | None = None


class NodeView(View):
    """One node that has a token.

    Attributes:
        name: As in its topics.
        created_at: When it first had one.
        token: Itself; in the one answer that shows it, else null.
    """

    name: str
    created_at: datetime
    token: str | None = None
