"""How a still was made unrecognisable."""

from __future__ import annotations

from enum import StrEnum


class StillMasking(StrEnum):
    """What of a still was masked.

    Attributes:
        PEOPLE: People, by a model and by what moved.
        WHOLE: All of it: no model, one picture only, or a device at which privacy masks are drawn.
    """

    PEOPLE = "people"
    WHOLE = "whole"
