"""One still, in memory alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sharp_eyes.alert.time_source import TimeSource


@dataclass(frozen=True, slots=True)
class Still:
    """The newest still of a camera.

    Attributes:
        camera: 20 digits.
        captured_at: UTC.
        time_source: Whose clock that is.
        sequence: Counts the stills of this camera since the start.
        jpeg: The picture, at most 1 MiB.
    """

    camera: str
    captured_at: datetime
    time_source: TimeSource
    sequence: int
    jpeg: bytes
