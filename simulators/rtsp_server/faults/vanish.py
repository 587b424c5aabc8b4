"""A peer that is gone without a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulators.rtsp_server.faults.fault import Fault

if TYPE_CHECKING:
    from simulators.rtsp_server.play_session import PlaySession


class Vanish(Fault):
    """The peer vanishes in mid-session without FIN: it never sends nor reads again.

    New requests get no answer either. When the fault ends, the connections that it froze are
    reset, as by a camera that has started again.
    """

    name = "vanish"
    answers = False

    def began(self, sessions: Sequence[PlaySession]) -> None:
        """Freeze whoever is watching."""
        for session in sessions:
            session.frozen = True
            session.settle()
            session.outlet.freeze()

    def ended(self, sessions: Sequence[PlaySession]) -> None:
        """Reset the frozen connections."""
        for session in sessions:
            if session.frozen:
                session.outlet.cut()
