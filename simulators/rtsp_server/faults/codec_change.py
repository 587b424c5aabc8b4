"""Another codec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from simulators.rtsp_server.faults.other_clip import OtherClip

if TYPE_CHECKING:
    from simulators.rtsp_server.picture import Picture
    from simulators.rtsp_server.play_session import PlaySession
    from simulators.rtsp_server.prepared_clip import PreparedClip


class CodecChange(OtherClip):
    """The camera is switched to another codec, as some firmwares do it.

    Who watches gets the other codec's payload under the old description for a while, then its
    connection is cut; the next DESCRIBE offers the other codec. When the fault ends, who came
    under the other codec is cut off in turn.

    Args:
        clip: A clip of the other codec, of the same rate.
        grace_s: How long the old sessions get what they were not promised.
    """

    name = "codec"

    def __init__(self, clip: PreparedClip, grace_s: float = 2.0) -> None:
        super().__init__(clip)
        self.grace_s = grace_s
        self._cut_at_s: WeakKeyDictionary[PlaySession, float | None] = WeakKeyDictionary()

    def began(self, sessions: Sequence[PlaySession]) -> None:
        """Remember who was promised the old codec."""
        self._cut_at_s.update(dict.fromkeys(sessions))

    def ended(self, sessions: Sequence[PlaySession]) -> None:
        """Cut everybody off: the other codec was theirs, or will be no more."""
        super().ended(sessions)
        self._cut_at_s.clear()
        for session in sessions:
            session.outlet.cut()

    def cuts(self, session: PlaySession, picture: Picture) -> bool:
        """Say whether an old session's time is over."""
        if session not in self._cut_at_s:
            return False
        cut_at_s = self._cut_at_s[session]
        if cut_at_s is None:
            self._cut_at_s[session] = picture.now_s + self.grace_s
            return self.grace_s <= 0
        return picture.now_s >= cut_at_s
