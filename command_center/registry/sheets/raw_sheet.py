"""A sheet as it was read, before anything in it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Raw = str | int | float | bool | date | datetime | time | timedelta
"""What stands in a cell; an empty text where nothing does."""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet.

    Attributes:
        name: Its name; the file's kind where it is a CSV file.
        rows: Cells by row and column, both from 0.
        formulas: (row, column), from 0, of cells that are reckoned and not written.
    """

    name: str
    rows: list[list[Raw]]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def column_letters(index: int) -> str:
    """Return the letters of a column, ``A`` for 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
