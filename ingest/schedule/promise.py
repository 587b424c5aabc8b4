"""How often a detector looks at a camera."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.schedule.look import Look


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised revisit interval.

    Attributes:
        look: Camera and detector.
        interval_s: At least one look in so long, times the published factor.
        frames: Key frames one after the other that make one look.
        most_often: Where the scene moves and there is budget left over, up to so many times as
            often as promised; 1 for never.
    """

    look: Look
    interval_s: float
    frames: int = 1
    most_often: float = 1.0
