"""A camera as people see it; it carries no address and no password."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from command_center.views.view import TwoLanguages, View
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.registry.place_type import PlaceType

ShownState = Literal["connecting", "online", "offline", "unknown"]


class CameraChange(View):
    """What changes about a camera from moment to moment.

    Attributes:
        id: 20 digits.
        state: ``unknown`` while its shard is silent or has never spoken.
        since: Since when it is in that state.
        last_frame_at: Capture time of its newest key frame.
        fps: Frames per second as received.
        bitrate_kbps: Of the last seconds.
        error: Why it is offline.
    """

    id: str
    state: ShownState
    since: datetime
    last_frame_at: datetime | None
    fps: float
    bitrate_kbps: float
    error: TwoLanguages | None


class CameraView(CameraChange):
    """A camera.

    Attributes:
        name: What people call it.
        region: 12 digits.
        grid: 15 digits, or none.
        location: (longitude, latitude), degrees, or none.
        place_type: What it looks at.
        key_area: GB 37300-2018 key-area flag.
        managing_unit: Who answers for it.
        enabled: Whether it is pulled.
        analytics: Kinds of detection that run on it.
        masked: Whether it has privacy masks.
        time_source: Whose clock its capture times come from.
    """

    name: str
    region: str
    grid: str | None
    location: tuple[float, float] | None
    place_type: PlaceType
    key_area: bool
    managing_unit: str
    enabled: bool
    analytics: tuple[Literal["crowd", "construction"], ...]
    masked: bool
    time_source: TimeSource
