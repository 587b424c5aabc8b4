"""What a clip is made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from simulators.clips.encoding import Encoding

Progress = Callable[[int, int], None]
"""Told (frames done, frames in all) now and then."""


class ClipSource(Protocol):
    """Anything that a clip can be made of; it travels to worker processes by pickle."""

    @property
    def label(self) -> str:
        """Short name for progress lines."""
        ...

    def recipe(self) -> dict[str, object]:
        """Return everything that the clip's bytes depend on, as JSON values."""
        ...

    def make(self, video: Path, truth: Path, encoding: Encoding, progress: Progress) -> None:
        """Write the video and, where there is one, the truth.

        Args:
            video: MP4 to write.
            truth: JSON to write; left out where nothing is known.
            encoding: How.
            progress: Told about frames.
        """
        ...
