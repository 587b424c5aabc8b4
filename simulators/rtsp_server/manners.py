"""How cameras of different makers speak RTSP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server speaks RTSP, all of it found in real cameras.

    Attributes:
        transport: ``tcp``: interleaved only; ``udp``: SETUP for TCP is answered by 461;
            ``both``: as the client asks.
        control: Whether the track's control URL is ``relative`` (``trackID=0``) or ``absolute``.
        content_base: Whether DESCRIBE names a Content-Base.
        sprop: Whether the SDP carries the parameter sets. For a clip without them in the stream
            see ``PreparedClip.load(..., in_band=False)``.
        audio: An audio track ``before`` or ``after`` the video track; none without.
        session_timeout_s: Announced in the Session header, whole seconds.
        get_parameter: Whether GET_PARAMETER is known; otherwise OPTIONS keeps sessions alive.
        redirects: DESCRIBE of these paths is answered by 302 with this address, in which
            ``{port}`` stands for the server's own port.
    """

    transport: Literal["tcp", "udp", "both"] = "tcp"
    control: Literal["relative", "absolute"] = "relative"
    content_base: bool = True
    sprop: bool = True
    audio: Literal["before", "after"] | None = None
    session_timeout_s: int = 60
    get_parameter: bool = True
    redirects: Mapping[str, str] = field(default_factory=dict)
