"""A region as people see it."""

from __future__ import annotations

from typing import Literal

from command_center.views.view import View


class RegionView(View):
    """One region.

    Attributes:
        code: 12 digits.
        level: How deep the code reaches.
        name: In Chinese.
        name_en: In English.
    """

    code: str
    level: Literal["county", "town", "village"]
    name: str
    name_en: str
