"""Limits and periods of the frame supply."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.reconnect import ReconnectPolicy
from ingest.rtsp.rtsp_settings import RtspSettings


@dataclass(frozen=True, slots=True)
class SupplySettings:
    """How cameras are read and watched.

    Attributes:
        poll_period_s: Between two readings of one camera whose rhythm is not known.
        steady_period_s: At most this long between two readings of one whose rhythm is known; its
            key frames are read as they come.
        connect_concurrency: Cameras that connect at once.
        silence_s: Without video for this long a camera is offline.
        key_frame_timeout_s: For the first key frame after PLAY.
        key_frame_gap_s: Without a further key frame for this long, or for four usual intervals if
            that is longer, the stream is opened anew.
        stable_after_s: Online for this long, a camera counts as recovered: the back-off begins
            anew and the recovery is logged. A flapping camera thus stays one failure.
        watch_period_s: Between two looks for silence, keep-alives and rates.
        watched_at_once: Cameras that one such look takes in, 5 ms of work; with more cameras they
            take turns, and of 2,000 each has its turn every second time.
        rate_window_s: Over which bitrate and fps are counted.
        reconnect: Back-off.
        rtsp: Limits of the sessions.
    """

    poll_period_s: float = 0.25
    steady_period_s: float = 2.5
    connect_concurrency: int = 16
    silence_s: float = 5.0
    key_frame_timeout_s: float = 10.0
    key_frame_gap_s: float = 30.0
    stable_after_s: float = 10.0
    watch_period_s: float = 1.0
    watched_at_once: int = 1000
    rate_window_s: float = 4.0
    reconnect: ReconnectPolicy = field(default_factory=ReconnectPolicy)
    rtsp: RtspSettings = field(default_factory=RtspSettings)
