"""Another picture size in mid-stream."""

from __future__ import annotations

from simulators.rtsp_server.faults.other_clip import OtherClip


class ResolutionChange(OtherClip):
    """A clip of another size takes over in mid-stream, without a new session.

    Args:
        clip: A clip of the same codec and rate, of another size.
    """

    name = "resolution"
