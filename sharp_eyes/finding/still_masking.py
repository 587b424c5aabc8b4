"""How a still was made unrecognisable."""

from __future__ import annotations

from enum import StrEnum


class StillMasking(StrEnum):
    """What of a still was masked.

    Attributes:
        PEOPLE: People, by a model and by what moved, and the camera's privacy masks.
        WHOLE: All of it: there was no model, or nobody knows which masks belong to the picture.
    """

    PEOPLE = "people"
    WHOLE = "whole"
