"""One detector's look at one camera."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LookKind(StrEnum):
    """What is looked for.

    Attributes:
        CROWD: People in zones.
        CONSTRUCTION: Lasting change.
        SAMPLE: Nothing; the frame is decoded to measure how it came.
    """

    CROWD = "crowd"
    CONSTRUCTION = "construction"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """What a promise is about.

    Attributes:
        camera_id: 20 digits.
        kind: What is looked for.
    """

    camera_id: str
    kind: LookKind
