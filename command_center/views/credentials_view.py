"""Camera passwords as people see them: that they are there."""

from __future__ import annotations

from datetime import datetime

from command_center.views.view import View


class CredentialsView(View):
    """A user name and password of cameras; neither is ever answered.

    Attributes:
        name: What cameras refer to.
        cameras: How many do, of those the caller sees.
        changed_at: When it was set; null where cameras refer to it and it was never set.
    """

    name: str
    cameras: int
    changed_at: datetime | None
