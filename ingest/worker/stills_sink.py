"""Who takes stills."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sharp_eyes.alert.time_source import TimeSource


class StillsSink(Protocol):
    """Takes stills for those who look; in production the centre, by ``StillsLine``."""

    async def put_still(
        self, camera_id: str, jpeg: bytes, captured_at: datetime, time_source: TimeSource
    ) -> bool:
        """Hand a still over.

        Returns:
            False when nobody looks any more.

        Raises:
            SharpEyesError: it was not taken; the next one is tried.
        """
        ...
