"""How the cameras of a shard are (contract C8)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.device_code import CameraId
from sharp_eyes.node.message import Message


class CameraState(StrEnum):
    """Whether pictures come."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"


class CameraHealth(Message):
    """One camera's state as its worker sees it.

    Attributes:
        id: 20 digits.
        state: Whether pictures come.
        since: Since when it is in that state, UTC.
        last_frame_at: Capture time of the newest key frame, UTC.
        bitrate_kbps: Of the last seconds.
        fps: Frames per second as received.
        key_interval_s: Time between key frames.
        reconnects: Since the worker began.
        time_source: Whose clock capture times come from.
        offset_s: Sender's clock less ours, where it sends reports.
        error: Why it is offline, ``{"zh": …, "en": …}``; holds no secret.
        view_moved_since: Since when its view has moved and nobody confirmed it, so that all of its
            picture is masked, UTC; none where that is not so.
    """

    id: CameraId
    state: CameraState
    since: AwareDatetime
    last_frame_at: AwareDatetime | None = None
    bitrate_kbps: float = 0.0
    fps: float = 0.0
    key_interval_s: float | None = None
    reconnects: int = 0
    time_source: TimeSource = TimeSource.ARRIVAL
    offset_s: float | None = None
    error: dict[str, str] | None = None
    view_moved_since: AwareDatetime | None = None


class ShardHealth(Message):
    """The retained message of a shard; also its last will, with ``alive`` false.

    Attributes:
        shard: The shard's id.
        alive: False in the last will, which the broker sends when the worker is gone.
        at: When it was made, UTC.
        valid_until: When it lapses: then the centre greys the cameras and raises a shard fault.
        epoch: The shard's epoch.
        outbox_waiting: Alerts not yet acknowledged.
        outbox_fill: How full the outbox is, as a share of its cap.
        dead_letters: Alerts the centre refused.
        cameras: Every camera of the shard.
    """

    shard: str
    alive: bool = True
    at: AwareDatetime
    valid_until: AwareDatetime
    epoch: int = 0
    outbox_waiting: int = 0
    outbox_fill: float = 0.0
    dead_letters: int = 0
    cameras: tuple[CameraHealth, ...] = ()
