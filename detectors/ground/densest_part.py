"""Where people stand closest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DensestPart:
    """The fullest disc of ground in a zone.

    Attributes:
        density: People per m² in it.
        outline: Its edge as seen in the picture, corners (u, v); parts out of sight are left out.
    """

    density: float
    outline: tuple[tuple[float, float], ...]
