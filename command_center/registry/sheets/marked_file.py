"""The file that was sent, back with what is wrong marked in it."""

from __future__ import annotations

from collections.abc import Sequence

from command_center.registry.sheets.cell_text import AS_TEXT
from command_center.registry.sheets.raw_sheet import Raw
from command_center.registry.sheets.row_plan import RowAction, RowPlan
from command_center.registry.sheets.sheet_plan import SheetPlan
from command_center.registry.sheets.sheet_reader import SheetFile
from command_center.registry.sheets.table import ERRORS_HEADING, Table, find_table
from command_center.registry.sheets.workbook_writer import Cell, OutSheet, write_csv, write_xlsx

_MAX_REMARK = 1_000


def mark_errors(file: SheetFile, plan: SheetPlan) -> bytes:
    """Return the file with its errors.

    Cells keep their places and what stands in them. In a workbook the cells that are wrong are red
    and carry a remark; a last column names all errors of a row, in CSV it is the only mark. The
    column is passed over when the file comes again.

    Args:
        file: What was sent.
        plan: What would become of it.

    Returns:
        An .xlsx file for an .xlsx file, CSV in UTF-8 for CSV.
    """
    refused: dict[str, dict[int, RowPlan]] = {}
    for row in plan.rows:
        if row.action is RowAction.REFUSE:
            refused.setdefault(row.sheet, {})[row.row - 1] = row
    sheets = []
    for sheet in file.sheets:
        table = find_table(sheet)
        if table is None:
            sheets.append(OutSheet(sheet.name, list(sheet.rows), heading_row=None))
        else:
            sheets.append(_marked(table, refused.get(sheet.name, {})))
    return write_csv(sheets[0].rows) if file.kind == "csv" else write_xlsx(sheets)


def _marked(table: Table, refused: dict[int, RowPlan]) -> OutSheet:
    source = table.sheet.rows
    heading = list(source[table.heading_row])
    # Where the file has been marked before, the column is there already.
    errors = next(
        (place for place, cell in enumerate(heading) if cell == ERRORS_HEADING),
        max(len(row) for row in source[table.heading_row :]),
    )
    rows: list[Sequence[Cell]] = []
    marked: dict[tuple[int, int], str] = {}
    for number, cells in enumerate(source):
        row: list[Cell] = [*map(_as_written, cells), *[None] * (errors + 1 - len(cells))]
        if number == table.heading_row:
            row[errors] = ERRORS_HEADING
        elif number > table.heading_row:
            row[errors] = None
        plan = refused.get(number)
        if plan is not None:
            row[errors] = _remarks(plan)
            for fault in plan.faults:
                place = _place(table, fault.column)
                if place is not None:
                    former = marked.get((number, place), "")
                    text = f"{fault.reason.zh}\n{fault.reason.en}"
                    marked[number, place] = f"{former}\n{text}".strip()[:_MAX_REMARK]
        rows.append(row)
    widths = [18] * errors + [60]
    return OutSheet(
        table.sheet.name, rows, heading_row=table.heading_row, widths=widths, marked=marked
    )


def _as_written(raw: Raw) -> Raw:
    # Digits that were kept from a spreadsheet program are so again by the writer.
    kept = AS_TEXT.match(raw) if isinstance(raw, str) else None
    return kept[1] if kept else raw


def _place(table: Table, letters: str) -> int | None:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1 if place and place - 1 in table.columns else None


def _remarks(plan: RowPlan) -> str:
    return "\n".join(
        f"{fault.column + ' ' if fault.column else ''}{fault.reason.zh} / {fault.reason.en}"
        for fault in plan.faults
    )[:_MAX_REMARK]
