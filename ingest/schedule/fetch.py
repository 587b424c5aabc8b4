"""A camera whose frames are wanted although its connection is not held."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetch:
    """What to ask the supply for.

    Attributes:
        camera_id: 20 digits.
        frames: Key frames that are wanted.
    """

    camera_id: str
    frames: int
