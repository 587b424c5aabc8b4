"""From the cells of a row to values, with every fault at its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from command_center.registry.sheets.cell_text import BadCell, formula, text_of
from command_center.registry.sheets.faults import CellFault
from command_center.registry.sheets.lookups import Lookups
from command_center.registry.sheets.raw_sheet import column_letters
from command_center.registry.sheets.table import Table
from sharp_eyes.bilingual import Bilingual

CLEAR = "-"
"""What is written where a value is to go; an empty cell leaves it as it is."""


@dataclass(slots=True)
class ReadRow:
    """One row that is not empty.

    Attributes:
        number: As the spreadsheet shows it, from 1.
        values: By field; only what stands there.
        cleared: Fields whose values are to go.
        letters: Columns by field.
        faults: What could not be read.
        notes: What is worth knowing.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    letters: dict[str, str] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[CellFault] = field(default_factory=list)

    def refuse(self, name: str, reason: Bilingual) -> None:
        """Say what is wrong with a field."""
        self.faults.append(CellFault(self.letters.get(name, ""), name, reason))

    def is_refused(self, name: str) -> bool:
        """Tell whether something is wrong with a field already."""
        return any(fault.field == name for fault in self.faults)

    def note(self, name: str, reason: Bilingual) -> None:
        """Say what is worth knowing of a field."""
        self.notes.append(CellFault(self.letters.get(name, ""), name, reason))


def read_rows(table: Table, lookups: Lookups) -> Iterator[ReadRow]:
    """Read the rows below a table's headings; empty ones are passed over.

    Args:
        table: The table.
        lookups: What names and codes are held against.
    """
    columns = [(place, column) for place, column in table.columns.items()]
    letters = {column.field: column_letters(place) for place, column in columns}
    formulas = table.sheet.formulas
    # Villages, kinds of places and yes and no come again in row after row.
    known: dict[int, dict[str, Any]] = {place: {} for place, _ in columns}
    for index in range(table.heading_row + 1, len(table.sheet.rows)):
        cells = table.sheet.rows[index]
        row = ReadRow(index + 1, letters=letters)
        width = len(cells)
        for place, column in columns:
            raw = cells[place] if place < width else ""
            if raw == "":
                if formulas and (index, place) in formulas:
                    row.refuse(column.field, formula().reason)
                continue
            if type(raw) is str and raw in known[place] and not formulas:
                row.values[column.field] = known[place][raw]
                continue
            try:
                if formulas and (index, place) in formulas:
                    raise formula()
                text = text_of(raw)
                if not text:
                    continue
                if text == CLEAR and not column.needed:
                    row.cleared.add(column.field)
                    continue
                value = row.values[column.field] = column.read(text, lookups)
                if type(raw) is str:
                    known[place][raw] = value
            except BadCell as error:
                row.refuse(column.field, error.reason)
        if row.values or row.cleared or row.faults:
            yield row
