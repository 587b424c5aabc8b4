"""How cameras are read by child processes."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from ingest.child.messages import MAX_PIXELS


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """Limits of the child processes.

    Attributes:
        max_children: At once; each takes about 30 MB, so a fleet of them is not to be.
        transports: In the order to be tried.
        open_timeout_s: Up to the answer to PLAY, of each transport.
        read_timeout_s: For the next packet; of the first transport without a first one, the second
            is tried.
        silence_s: A child that says nothing for so long is killed.
        picture_timeout_s: Likewise one that gives no picture, counted from its opening.
        key_wait_s: Without a key frame for so long, everything is decoded.
        min_interval_s: Between two pictures.
        max_pixels: Larger pictures are made smaller, their shape kept.
        memory_bytes: Address space of a child.
        nice: Added to its niceness.
        end_within_s: For taking leave of the camera, before it is killed.
        rate_window_s: Over which bitrate and fps are counted.
        user_agent: Sent with each request.
        command: Program and arguments; tests put in their own.
    """

    max_children: int = 8
    transports: tuple[str, ...] = ("tcp", "udp")
    open_timeout_s: float = 8.0
    read_timeout_s: float = 5.0
    silence_s: float = 10.0
    picture_timeout_s: float = 45.0
    key_wait_s: float = 6.0
    min_interval_s: float = 1.0
    max_pixels: int = MAX_PIXELS
    memory_bytes: int = 1 << 30
    nice: int = 5
    end_within_s: float = 0.8
    rate_window_s: float = 4.0
    user_agent: str = "SharpEyes"
    command: tuple[str, ...] = (sys.executable, "-P", "-B", "-m", "ingest.child.main")
