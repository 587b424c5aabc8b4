"""Other credentials from one moment to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulators.rtsp_server.faults.fault import Fault

if TYPE_CHECKING:
    from simulators.rtsp_server.auth import Auth
    from simulators.rtsp_server.play_session import PlaySession


class WrongPassword(Fault):
    """The camera suddenly wants other credentials.

    Args:
        auth: Who checks them from now on.
        cut: Whether who watches is cut off, so that it has to come again; otherwise it learns of
            it by its next keep-alive.
    """

    name = "wrong-password"

    def __init__(self, auth: Auth, *, cut: bool = True) -> None:
        self._auth = auth
        self._cut = cut

    def began(self, sessions: Sequence[PlaySession]) -> None:
        """Cut off whoever is watching, if told to."""
        for session in sessions if self._cut else ():
            session.outlet.cut()

    def checked_by(self, auth: Auth | None) -> Auth | None:
        """Return the check with the other credentials."""
        return self._auth
