"""A stream without key frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulators.rtsp_server.faults.fault import Fault

if TYPE_CHECKING:
    from simulators.rtsp_server.picture import Picture
    from simulators.rtsp_server.play_session import PlaySession


class NoKeyFrames(Fault):
    """Only frames between key frames are sent, as with intra refresh; new sessions too."""

    name = "no-key-frames"
    starts_anywhere = True

    def ended(self, sessions: Sequence[PlaySession]) -> None:
        """Go on with a key frame."""
        for session in sessions:
            session.waiting_for_key = True

    def pictures(self, session: PlaySession, picture: Picture) -> Sequence[Picture]:
        """Return the frame unless it is a key frame."""
        return () if picture.frame.key else (picture,)
