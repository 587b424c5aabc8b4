"""Where a change was outlined at one visit."""

from __future__ import annotations

from dataclasses import dataclass

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class OutlinedChange:
    """One region of change at one visit.

    Attributes:
        time_s: After the source's first picture.
        corners: (u, v), in the picture as that visit saw it.
    """

    time_s: float
    corners: Corners
