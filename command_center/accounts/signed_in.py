"""A sign-in that went well."""

from __future__ import annotations

from dataclasses import dataclass, field

from command_center.accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun.

    Attributes:
        token: For the cookie; kept nowhere else.
        viewer: Who it stands for.
    """

    token: str = field(repr=False)
    viewer: Viewer
