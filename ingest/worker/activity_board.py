"""How much moves before the cameras whose looks may be more frequent."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from ingest.key_frame import KeyFrame
from ingest.schedule.activity_meter import ActivityMeter


class ActivityBoard:
    """One meter for each camera that is asked for."""

    def __init__(self) -> None:
        self._meters: dict[str, ActivityMeter] = {}

    def watch(self, camera_ids: Collection[str]) -> None:
        """Measure these cameras and no others; those known already go on."""
        self._meters = {one: self._meters.get(one) or ActivityMeter() for one in camera_ids}

    def frame_came(self, key_frame: KeyFrame) -> float | None:
        """Take a key frame, not decoded.

        Returns:
            The camera's new level, none if the frame tells nothing.
        """
        meter = self._meters.get(key_frame.camera_id)
        if meter is None or key_frame.activity_bytes is None:
            return None
        meter.sizes_came(key_frame.activity_bytes)
        return None if meter.wants_picture else meter.level

    def wants_picture(self, camera_id: str) -> bool:
        """Whether a small picture of a camera would tell something."""
        meter = self._meters.get(camera_id)
        return meter is not None and meter.wants_picture

    def picture_came(self, camera_id: str, luma: NDArray[np.uint8]) -> float | None:
        """Take a small picture, see ``ActivityMeter``.

        Returns:
            The camera's new level, none if it is not measured.
        """
        meter = self._meters.get(camera_id)
        if meter is None:
            return None
        meter.picture_came(luma)
        return meter.level
