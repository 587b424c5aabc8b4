"""Who is signed in."""

from __future__ import annotations

from datetime import datetime

from command_center.accounts.owed import Owed
from command_center.accounts.role import Role
from command_center.views.view import View


class Me(View):
    """The signed-in user.

    Attributes:
        username: What was typed at sign-in.
        display_name: What is shown.
        roles: What they may do.
        region: The highest region they may do it in; empty for everywhere.
        purpose: What the session is for.
        session_expires_at: When it ends by itself.
        owes: What has to be done before anything else is answered: ``password``, to change it;
            ``totp``, to set up codes; null where nothing.
    """

    username: str
    display_name: str
    roles: tuple[Role, ...]
    region: str
    purpose: str
    session_expires_at: datetime
    owes: Owed | None = None
