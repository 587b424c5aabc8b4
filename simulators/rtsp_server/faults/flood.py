"""Far more than real time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simulators.rtsp_server.faults.fault import Fault

if TYPE_CHECKING:
    from simulators.rtsp_server.picture import Picture
    from simulators.rtsp_server.play_session import PlaySession


class Flood(Fault):
    """Sends many frames in the time of one; the RTP times stay within the frame's own.

    Args:
        times: Frames sent in one frame period, 2 or more.
    """

    name = "flood"

    def __init__(self, times: int = 20) -> None:
        self.times = times

    def began(self, sessions: Sequence[PlaySession]) -> None:
        """Begin the flood with a key frame."""
        for session in sessions:
            session.waiting_for_key = True

    def ended(self, sessions: Sequence[PlaySession]) -> None:
        """Go back to the frames on air with a key frame."""
        for session in sessions:
            session.waiting_for_key = True

    def pictures(self, session: PlaySession, picture: Picture) -> Sequence[Picture]:
        """Return the next frames of a clip that runs so many times as fast."""
        clip = session.broadcast.clip
        step = int(90_000 / clip.fps) // self.times
        first = picture.position * self.times
        return [
            replace(
                picture,
                frame=clip.frames[(first + more) % len(clip)],
                timestamp=(picture.timestamp + more * step) & 0xFFFFFFFF,
            )
            for more in range(self.times)
        ]
