"""What can go wrong with a camera's stream, switchable while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.rtsp_server.auth import Auth
    from simulators.rtsp_server.picture import Picture
    from simulators.rtsp_server.play_session import PlaySession
    from simulators.rtsp_server.prepared_clip import PreparedClip


class Fault:
    """Stands between a camera and its clients; this base changes nothing.

    A fault is switched on by ``RtspServer.set_fault(path, fault)``, to another by the same call,
    and off by ``set_fault(path, None)``. One object may be given to several cameras.

    Attributes:
        name: For logs and the truth file.
        resume_at_key: Whether a session has to wait for a key frame after a frame of which
            nothing was sent.
        starts_anywhere: Whether a session may begin with any frame.
        holds_back: Whether ``pace`` decides what leaves when.
        answers: Whether requests for the camera get an answer.
    """

    name = "none"
    resume_at_key = False
    starts_anywhere = False
    holds_back = False
    answers = True

    def began(self, sessions: Sequence[PlaySession]) -> None:
        """Take note that it was switched on, with these sessions watching."""

    def ended(self, sessions: Sequence[PlaySession]) -> None:
        """Take note that it was switched off, with these sessions watching."""

    def cuts(self, session: PlaySession, picture: Picture) -> bool:
        """Say whether the session's connection is cut instead of getting this frame."""
        return False

    def pictures(self, session: PlaySession, picture: Picture) -> Sequence[Picture]:
        """Return the frames that are sent instead of the one on air."""
        return (picture,)

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Change the packets of one frame.

        Args:
            packets: Interleaved packets, framing included.

        Returns:
            What to send instead; None cuts the connection.
        """
        return packets

    def pace(self, session: PlaySession, data: bytearray, picture: Picture) -> bytearray:
        """Return the bytes that leave now; the rest goes to ``session.backlog``.

        Called at each frame's time, ``data`` empty where nothing new is to be sent, and only with
        ``holds_back``.
        """
        return data

    def reported_utc_s(self, utc_s: float) -> float:
        """Return the wall clock that sender reports name, seconds since 1970."""
        return utc_s

    def described(self, clip: PreparedClip) -> PreparedClip:
        """Return the clip that DESCRIBE tells of."""
        return clip

    def checked_by(self, auth: Auth | None) -> Auth | None:
        """Return who checks the credentials of requests for this camera."""
        return auth
