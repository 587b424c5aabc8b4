"""One thing wrong, or worth a thought, about what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sharp_eyes.bilingual import Bilingual

Part = Literal["zones", "privacy_masks", "ground_points"]


@dataclass(frozen=True, slots=True)
class ZoneFault:
    """One fault of one shape.

    Attributes:
        part: Which list.
        index: Which of it, from 0; none where the list as such is meant.
        field: Path inside the shape, such as ``polygon`` or ``limits.people``; empty for all of it.
        code: For programs: ``crosses``, ``outside``, ``too-small``, ``too-many``, …
        message: For people.
        corners: Indexes of the corners that are meant.
    """

    part: Part
    index: int | None
    field: str
    code: str
    message: Bilingual
    corners: tuple[int, ...] = ()
