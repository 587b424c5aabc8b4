"""The provider with which one may sign in."""

from __future__ import annotations

from command_center.views.view import View


class ProviderView(View):
    """What the sign-in form shows.

    Attributes:
        name: What people know it by; null where there is none.
    """

    name: str | None
