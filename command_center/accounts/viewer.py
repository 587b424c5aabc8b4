"""Who looks, and what at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, true

from command_center.accounts.role import Role
from command_center.views.me import Me
from sharp_eyes.region_code import lies_under, town_of, village_of

EVERYWHERE = ""
"""The region of a grant that knows no bounds."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user with one session.

    Attributes:
        user_id: Whose.
        username: What was typed at sign-in.
        display_name: What is shown.
        roles: What they may do, somewhere.
        regions: Where, 12 digits each.
        session_id: ULID of the session.
        purpose: What the session is for.
        expires_at: When it ends by itself, UTC.
    """

    user_id: int
    username: str
    display_name: str
    roles: tuple[Role, ...]
    regions: tuple[str, ...]
    session_id: str
    purpose: str
    expires_at: datetime

    def may_see(self, region: str | None) -> bool:
        """Tell whether something in a region is theirs to see; what has none is everybody's."""
        return region is None or any(
            granted == EVERYWHERE or lies_under(region, granted) for granted in self.regions
        )

    def in_sight(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the same as a condition on a column of region codes."""
        if EVERYWHERE in self.regions:
            return true()
        return or_(*(column.startswith(_prefix(region)) for region in self.regions))

    def me(self) -> Me:
        """Return what the page is told of the user."""
        return Me(
            username=self.username,
            display_name=self.display_name,
            roles=self.roles,
            region=min(self.regions, key=lambda region: (len(_prefix(region)), region), default=""),
            purpose=self.purpose,
            session_expires_at=self.expires_at,
        )


def _prefix(region: str) -> str:
    if region == EVERYWHERE:
        return ""
    if village_of(region) != "000":
        return region
    return region[:9] if town_of(region) != "000" else region[:6]
