"""All connections cut at once, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulators.rtsp_server.faults.fault import Fault

if TYPE_CHECKING:
    from simulators.rtsp_server.picture import Picture
    from simulators.rtsp_server.play_session import PlaySession


class ReconnectStorm(Fault):
    """Every few seconds every connection is cut, of all cameras that have this fault at once.

    The moments are multiples of the period on the loop's clock, the same for all cameras, as when
    a switch starts again.

    Args:
        every_s: Seconds from cut to cut.
    """

    name = "reconnect-storm"

    def __init__(self, every_s: float = 5.0) -> None:
        self.every_s = every_s

    def cuts(self, session: PlaySession, picture: Picture) -> bool:
        """Say whether such a moment has passed since the session began."""
        return picture.now_s // self.every_s > session.born_s // self.every_s
