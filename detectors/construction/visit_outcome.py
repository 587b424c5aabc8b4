"""What became of a visit."""

from __future__ import annotations

from enum import StrEnum


class VisitOutcome(StrEnum):
    """Whether a visit could be compared with the reference."""

    LEARNING = "learning"
    COMPARED = "compared"
    NOT_COMPARABLE = "not comparable"
