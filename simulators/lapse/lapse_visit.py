"""One visit of a time-lapse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from simulators.lapse.visit_truth import VisitTruth
from simulators.scenes.canvas import Image


@dataclass(frozen=True, slots=True)
class LapseVisit:
    """Some frames, seconds apart, and what is known of them.

    Attributes:
        captured_at: Capture time of the last frame, UTC.
        frames: B, G, R, uint8, shape (360, 640, 3).
        frame_times: Capture time of each frame, UTC.
        infrared: Whether the camera looked by its infrared light: grey frames.
        truth: What is known.
    """

    captured_at: datetime
    frames: tuple[Image, ...] = field(repr=False)
    frame_times: tuple[datetime, ...]
    infrared: bool
    truth: VisitTruth
