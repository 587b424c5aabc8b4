"""An account as its administrators see it."""

from __future__ import annotations

from datetime import datetime

from command_center.accounts.role import Role
from command_center.views.view import View


class GrantView(View):
    """One role that an account was granted.

    Attributes:
        role: Which.
        region: Where, 12 digits; empty for everywhere.
        unit: Of which managing unit; empty for all.
    """

    role: Role
    region: str
    unit: str


class UserView(View):
    """One account.

    Attributes:
        username: What is typed at sign-in.
        display_name: What is shown.
        region: Where it belongs, 12 digits, or empty.
        disabled: Whether sign-in is refused.
        created_at: When it was made.
        grants: What it may do and where.
        must_change_password: Whether it has not changed the password that somebody else knows.
        codes: Whether it signs in with codes, too.
        password: A password that was made for it; in the one answer that shows it, else null.
    """

    username: str
    display_name: str
    region: str
    disabled: bool
    created_at: datetime
    grants: tuple[GrantView, ...]
    must_change_password: bool
    codes: bool
    password: str | None = None
