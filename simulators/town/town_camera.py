"""One camera of the town, ready to be served."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.clips.clip import Clip


@dataclass(frozen=True, slots=True)
class TownCamera:
    """One camera of the town, ready to be served.

    Attributes:
        camera_id: 20 digits.
        path: Path of its address.
        source: What it shows, for people.
        clip: The clip.
        start_s: Where in the clip it begins, seconds.
        loop: Whether the clip starts again.
    """

    camera_id: str
    path: str
    source: str
    clip: Clip
    start_s: float
    loop: bool
