"""A camera of a village's outage as people see it."""

from __future__ import annotations

from datetime import datetime

from command_center.views.view import View


class OutageCameraView(View):
    """One camera that is or was gone.

    Attributes:
        id: 20 digits.
        name: What people call it.
        gone_at: Since when it gave no pictures.
        back_at: Since when it gives them again; none while it does not.
    """

    id: str
    name: str
    gone_at: datetime
    back_at: datetime | None
