"""A finished clip on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clip:
    """A finished clip on disk.

    Attributes:
        video: The MP4.
        truth: JSON with the ground truth, None for recorded footage.
        frames: Number of frames.
        fps: Frames per second.
    """

    video: Path
    truth: Path | None
    frames: int
    fps: int
