"""What became of clips."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class ClipCounts:
    """Counted since the worker started.

    Attributes:
        made: Recorded for sending.
        made_bytes: Of these together.
        failed: Incidents whose clip could not be made.
        skipped: Incidents without a clip for any other reason: the seconds before were not kept,
            too many clips waited, or the camera no longer saw what it had seen.
    """

    made: int = 0
    made_bytes: int = 0
    failed: int = 0
    skipped: int = 0
