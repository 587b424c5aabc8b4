"""One detector's look at one camera."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LookKind(StrEnum):
    """What is looked for.

    Attributes:
        CROWD: People in zones.
        CONSTRUCTION: Lasting change.
        DIAGNOSIS: Faults of the picture itself.
        SAMPLE: Nothing; the frame is decoded to measure how it came.
    """

    CROWD = "crowd"
    CONSTRUCTION = "construction"
    DIAGNOSIS = "diagnosis"
    SAMPLE = "sample"

    @property
    def cheap(self) -> bool:
        """Whether looking costs less than decoding the frame."""
        return self in (LookKind.DIAGNOSIS, LookKind.SAMPLE)


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """What a promise is about.

    Attributes:
        camera_id: 20 digits.
        kind: What is looked for.
    """

    camera_id: str
    kind: LookKind
