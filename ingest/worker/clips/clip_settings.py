"""How clips are made, and what they may cost."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class ClipModel:
    """The object model by which people in clips are masked.

    Attributes:
        path: The file; none for no model, and clips that are pixelated whole.
        family: How to read it; none for the default family.
    """

    path: Path | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class ClipSettings:
    """Lengths, limits and the price of clips.

    A stream is kept (tapped) only while a zone's count is near its limit: all 440 cameras of a
    town at 415 kbit/s would take 0.6 GB for good, at 2 Mbit/s 2.8 GB.

    Attributes:
        memory_bytes: All rings together; cameras that find no room in it give no clip. 64 MiB
            hold 49 cameras at 415 kbit/s, 10 at 2 Mbit/s.
        near_share: A camera is tapped from this share of a zone's limit on.
        before_s: Of the clip, before the incident opened.
        after_s: Of the clip, after it.
        settle_s: Until the ring is copied after the clip's last second, because a stream is read
            every 2 s at the latest.
        keep_s: What a ring holds: before, after, that, one key-frame interval of 4 s, and what
            passes between a picture and the incident that it opens.
        bitrate_reserve: Rings are larger by this factor than the bitrate asks for, because a
            crowd moves.
        least_ring_bytes: The smallest ring.
        most_ring_bytes: The largest; cameras of a higher bitrate get shorter clips.
        linger_s: A tap stays so long after the count fell away from the limit.
        most_wanted: Incidents whose clips wait for their last second; one more has no clip.
        most_ready: Copied rings that wait for the one job; one more has no clip.
        core_share: Of one processor core that clips may take in the long run: after each job they
            rest accordingly.
        job_within_s: A job that takes longer is ended, and there is no clip.
        width_px: The widest a clip is.
        fps: The most pictures a second.
        look_every_s: People are looked for this often: somebody who walks gets less than half a
            body's width further in half of it, which margins and what moved cover.
        crf: x264's quality, smaller is better.
        most_kbps: Of the encoded clip.
        most_bytes: A clip that comes out larger is none; the centre takes 8 MiB.
        memory_limit_bytes: Address space of the job's process.
        nice: Added to its niceness.
        command: Program and arguments; tests put in their own.
    """

    memory_bytes: int = 64 * MIB
    near_share: float = 0.8
    before_s: float = 6.0
    after_s: float = 6.0
    settle_s: float = 2.0
    keep_s: float = 20.0
    bitrate_reserve: float = 1.3
    least_ring_bytes: int = MIB // 2
    most_ring_bytes: int = 6 * MIB
    linger_s: float = 30.0
    most_wanted: int = 16
    most_ready: int = 2
    core_share: float = 0.1
    job_within_s: float = 120.0
    width_px: int = 640
    fps: float = 8.0
    look_every_s: float = 0.4
    crf: int = 28
    most_kbps: int = 800
    most_bytes: int = 4 * MIB
    memory_limit_bytes: int = 2 << 30
    nice: int = 15
    command: tuple[str, ...] = (sys.executable, "-P", "-B", "-m", "ingest.worker.clips.child")
