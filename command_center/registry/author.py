"""Who changes the registry."""

from __future__ import annotations

from dataclasses import dataclass

from command_center.accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody signed in, or a command.

    Attributes:
        name: User name, ``command`` or ``machine``.
        viewer: Their session, where there is one.
    """

    name: str
    viewer: Viewer | None = None

    @classmethod
    def of(cls, viewer: Viewer) -> Author:
        """Return a signed-in user as an author."""
        return cls(viewer.username, viewer)


COMMAND = Author("command")
MACHINE = Author("machine")
