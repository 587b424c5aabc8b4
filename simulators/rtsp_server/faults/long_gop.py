"""Key frames far apart."""

from __future__ import annotations

from simulators.rtsp_server.faults.other_clip import OtherClip


class LongGop(OtherClip):
    """A clip takes over whose key frames are far apart (20 s and more).

    Args:
        clip: Such a clip, of the same codec and rate.
    """

    name = "long-gop"
