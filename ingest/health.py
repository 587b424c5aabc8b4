"""How one camera is doing, as ingest sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ingest.codec import Codec
from ingest.source_kind import SourceKind
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.node.health import CameraState


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """A snapshot of one camera.

    Attributes:
        camera_id: Of the camera.
        state: Whether video comes.
        since: When that state began, UTC.
        bitrate_kbps: Of the video over the last seconds; None if not online long enough.
        fps: Pictures per second over the same time.
        key_interval_s: Between the last two key frames.
        last_frame_at: Capture time of the last key frame, UTC; kept while offline.
        reconnects: Streams opened after the first one.
        time_source: Where the last capture time came from.
        offset_s: The camera's clock minus ours; None if it sends no clock.
        width: Of the picture, pixels.
        height: Of the picture, pixels.
        codec: Of the stream.
        last_error: Why it is, or last was, offline.
        lost_packets: RTP packets missing in this connection.
        dropped_key_frames: Key frames with gaps, never passed on, in this connection.
        replaced_key_frames: Key frames that nobody took before the next one came.
        source: How its pictures come, or were last tried to.
    """

    camera_id: str
    state: CameraState
    since: datetime
    bitrate_kbps: float | None = None
    fps: float | None = None
    key_interval_s: float | None = None
    last_frame_at: datetime | None = None
    reconnects: int = 0
    time_source: TimeSource | None = None
    offset_s: float | None = None
    width: int | None = None
    height: int | None = None
    codec: Codec | None = None
    last_error: Bilingual | None = None
    lost_packets: int = 0
    dropped_key_frames: int = 0
    replaced_key_frames: int = 0
    source: SourceKind = SourceKind.RTSP
