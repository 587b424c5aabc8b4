"""Another clip takes the place of the camera's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from simulators.rtsp_server.faults.fault import Fault

if TYPE_CHECKING:
    from simulators.rtsp_server.picture import Picture
    from simulators.rtsp_server.play_session import PlaySession
    from simulators.rtsp_server.prepared_clip import PreparedClip


class OtherClip(Fault):
    """Another clip takes over in mid-stream, from its first key frame on, parameter sets in band.

    Sequence numbers, RTP times and the synchronisation source go on.

    Args:
        clip: The other clip, of the same frame rate.
    """

    name = "other-clip"

    def __init__(self, clip: PreparedClip) -> None:
        self.other = clip
        self._origins: WeakKeyDictionary[PlaySession, int] = WeakKeyDictionary()

    def ended(self, sessions: Sequence[PlaySession]) -> None:
        """Go back to the camera's own clip with a key frame."""
        self._origins.clear()
        for session in sessions:
            session.waiting_for_key = True
            session.fast = False

    def pictures(self, session: PlaySession, picture: Picture) -> Sequence[Picture]:
        """Return the other clip's frame."""
        origin = self._origins.setdefault(session, picture.position)
        number = (picture.position - origin) % len(self.other)
        return (replace(picture, frame=self.other.frames[number]),)

    def described(self, clip: PreparedClip) -> PreparedClip:
        """Return the other clip."""
        return self.other
