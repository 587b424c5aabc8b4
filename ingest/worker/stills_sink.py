"""Who takes stills."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sharp_eyes.alert.time_source import TimeSource


class StillsSink(Protocol):
    """Takes stills for those who look; in production the centres, by ``StillsLines``."""

    async def put_still(
        self,
        camera_id: str,
        jpeg: bytes,
        captured_at: datetime,
        time_source: TimeSource,
        centres: frozenset[str],
    ) -> bool:
        """Hand a still over to the centres that asked for it, by their names.

        Returns:
            False when nobody looks any more.

        Raises:
            SharpEyesError: it was not taken; the next one is tried.
        """
        ...
