"""A trickle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from simulators.rtsp_server.faults.fault import Fault

if TYPE_CHECKING:
    from simulators.rtsp_server.picture import Picture
    from simulators.rtsp_server.play_session import PlaySession


class Slow(Fault):
    """Bytes dribble: frames come later and later, a few bytes at each frame's time.

    What is held back is bounded: new frames are dropped while it is over ``max_held_bytes``, as a
    camera on a thin line does.

    Args:
        bytes_per_s: How fast the line is.
        max_held_bytes: Bytes held back at most, but for the frame that goes over.
    """

    name = "slow"
    holds_back = True

    def __init__(self, bytes_per_s: float = 8_000.0, max_held_bytes: int = 256 * 1024) -> None:
        self.bytes_per_s = bytes_per_s
        self.max_held_bytes = max_held_bytes
        self._sent_until_s: WeakKeyDictionary[PlaySession, float] = WeakKeyDictionary()

    def ended(self, sessions: Sequence[PlaySession]) -> None:
        """Forget them; the sessions send what they hold with their next frame."""
        self._sent_until_s.clear()

    def pace(self, session: PlaySession, data: bytearray, picture: Picture) -> bytearray:
        """Return the few bytes whose time has come."""
        held = session.backlog
        if data and len(held) > self.max_held_bytes:
            session.lost()
        else:
            held += data
        before_s = self._sent_until_s.get(session, picture.now_s - 1 / 30)
        share = min(len(held), max(1, int((picture.now_s - before_s) * self.bytes_per_s)))
        self._sent_until_s[session] = picture.now_s
        leaving = held[:share]
        del held[:share]
        return leaving
