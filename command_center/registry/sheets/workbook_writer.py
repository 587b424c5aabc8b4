"""Writes workbooks and CSV files that no spreadsheet program can be fooled by."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from command_center.registry.sheets.cell_text import harmless
from command_center.registry.sheets.raw_sheet import Raw, column_letters

Cell = Raw | None

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold."""
LAST_ROW = 5_000
"""Down to here templates keep digits as text and offer lists."""


@dataclass(slots=True)
class OutSheet:
    """One sheet to be written.

    Attributes:
        name: Its name.
        rows: Cells by row.
        heading_row: Row of the headings, from 0; none where there are none.
        widths: Of the columns, characters.
        as_text: Columns whose empty cells are formatted as text, from 0.
        options: What may be chosen in a column, by its place from 0.
        marked: Remarks by (row, column), both from 0; their cells are coloured.
    """

    name: str
    rows: list[Sequence[Cell]]
    heading_row: int | None = 0
    widths: Sequence[int] = ()
    as_text: Sequence[int] = ()
    options: dict[int, Sequence[str]] = field(default_factory=dict)
    marked: dict[tuple[int, int], str] = field(default_factory=dict)


def write_xlsx(sheets: Iterable[OutSheet]) -> bytes:
    """Write a workbook; takes seconds where it is large."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write UTF-8 with a byte order mark, so that spreadsheet programs read the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_csv(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _csv(cell: Cell) -> str:
    if isinstance(cell, str):
        # Twenty digits would be rounded; this way a spreadsheet program leaves them alone.
        return f'="{cell}"' if cell.isascii() and cell.isdigit() and len(cell) > 10 else _text(cell)
    return "" if cell is None else str(cell)


def _text(text: str) -> str:
    return harmless(_ILLEGAL.sub("\ufffd", text))


def _write_sheet(book: Any, sheet: OutSheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    page = book.create_sheet(sheet.name[:31])
    if sheet.heading_row is not None:
        page.freeze_panes = f"A{sheet.heading_row + 2}"
    for place, width in enumerate(sheet.widths):
        page.column_dimensions[column_letters(place)].width = width
    for place in sheet.as_text:
        # The whole column, so that what is typed below the last row stays as it is typed too.
        page.column_dimensions[column_letters(place)].number_format = "@"
    for place, options in sheet.options.items():
        listed = DataValidation(
            type="list", formula1=f'"{",".join(options)}"', allow_blank=True, showDropDown=False
        )
        letters = column_letters(place)
        listed.add(f"{letters}2:{letters}{LAST_ROW}")
        page.data_validations.append(listed)
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    head = PatternFill("solid", start_color="DCE9F7")
    wrong = PatternFill("solid", start_color="FFC7CE")
    for number, row in enumerate(sheet.rows):
        cells: list[Any] = []
        for place, value in enumerate(row):
            remark = sheet.marked.get((number, place)) if sheet.marked else None
            is_head = number == sheet.heading_row
            plain = _plain(value)
            if not (is_head or remark or isinstance(plain, str)):
                cells.append(plain)
                continue
            cell = WriteOnlyCell(page, value=plain)
            if isinstance(plain, str):
                cell.data_type = "s"
                cell.number_format = "@"
            if is_head:
                cell.font, cell.fill, cell.alignment = bold, head, wrapped
            if remark:
                cell.fill = wrong
                cell.comment = Comment(remark, "Sharp Eyes", width=320, height=120)
            cells.append(cell)
        page.append(cells)


def _plain(value: Cell) -> str | float | None:
    if isinstance(value, str):
        return _text(value) if value else None
    if value is None or isinstance(value, int | float):
        return value
    return str(value)
