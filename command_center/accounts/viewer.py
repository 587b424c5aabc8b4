"""Who looks, and what at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from command_center.accounts.grant import EVERYWHERE, Grant
from command_center.accounts.owed import Owed
from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from command_center.views.me import Me
from sharp_eyes.region_code import lies_under
from sharp_eyes.registry.camera import Camera


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user with one session, or a machine with its token.

    For a call it is narrowed to the grants whose role may make that call, so that being duty
    officer in one village and supervisor in another opens neither to the other's calls.

    Attributes:
        user_id: Whose; 0 for a machine.
        username: What was typed at sign-in; ``token/<name>`` for a machine.
        display_name: What is shown.
        grants: What they may be, and where.
        session_id: ULID of the session, or of the token.
        purpose: What the session is for.
        expires_at: When it ends by itself, UTC.
        scopes: What a machine's token may do; none for a person.
        owes: What they have to do before anything else; none where nothing.
    """

    user_id: int
    username: str
    display_name: str
    grants: tuple[Grant, ...]
    session_id: str
    purpose: str
    expires_at: datetime
    scopes: tuple[Scope, ...] = ()
    owes: Owed | None = None

    @property
    def is_machine(self) -> bool:
        """Whether a token calls, not a person."""
        return self.user_id == 0

    @property
    def roles(self) -> tuple[Role, ...]:
        """What they may be, somewhere."""
        return tuple(sorted({grant.role for grant in self.grants if grant.role is not None}))

    def narrowed(self, roles: Collection[Role]) -> Viewer:
        """Return the same person with the grants of these roles alone."""
        return replace(self, grants=tuple(grant for grant in self.grants if grant.role in roles))

    def may_see(self, region: str | None) -> bool:
        """Tell whether a place is theirs to see; what has none is everybody's.

        It is about the place as such, so that a grant of any managing unit opens it.
        """
        return region is None or any(grant.covers_region(region) for grant in self.grants)

    def may_know_of(self, region: str) -> bool:
        """Tell whether a region is theirs to see, or one that theirs lie in."""
        return self.may_see(region) or any(
            grant.region != EVERYWHERE and lies_under(grant.region, region) for grant in self.grants
        )

    def reaches_camera(self, camera: Camera) -> bool:
        """Tell whether a camera is theirs to see, by its region and its managing unit."""
        return any(grant.covers(camera.region, camera.managing_unit) for grant in self.grants)

    def contains(self, other: Grant) -> bool:
        """Tell whether one of their grants reaches all that another one reaches."""
        return any(grant.contains(other) for grant in self.grants)

    def me(self) -> Me:
        """Return what the page is told of the user."""
        highest = min(
            self.grants, key=lambda grant: (len(grant.prefix), grant.region), default=None
        )
        return Me(
            username=self.username,
            display_name=self.display_name,
            roles=self.roles,
            region=highest.region if highest else "",
            purpose=self.purpose,
            session_expires_at=self.expires_at,
            owes=self.owes,
        )
