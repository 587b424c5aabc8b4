"""What is wrong, or worth knowing, about one cell."""

from __future__ import annotations

from dataclasses import dataclass

from sharp_eyes.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class CellFault:
    """One cell.

    Attributes:
        column: Its letters; empty where the row has no such column.
        field: What the column is about.
        reason: What is wrong.
    """

    column: str
    field: str
    reason: Bilingual
