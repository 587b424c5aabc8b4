"""A table in a sheet: where its headings are and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from command_center.registry.sheets.column import Column
from command_center.registry.sheets.limits import HEADING_ROWS
from command_center.registry.sheets.raw_sheet import Raw, RawSheet, column_letters
from command_center.registry.sheets.table_kind import KINDS, TableKind
from sharp_eyes.bilingual import Bilingual

ERRORS_HEADING = "错误\nErrors"
"""Of the column that is added when a file is given back; passed over when it comes again."""

_NOISE = re.compile(r"[\s_\-·*:：/()（）\[\]【】'\"]+")
_LATIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        kind: What it is about.
        sheet: Where it stands.
        heading_row: Row of the headings, from 0.
        columns: What each column means, by its place from 0.
        unknown: Headings that mean nothing here, with the letters of their columns.
        faults: What is wrong with the headings.
    """

    kind: TableKind
    sheet: RawSheet
    heading_row: int
    columns: dict[int, Column]
    unknown: tuple[tuple[str, str], ...] = ()
    faults: tuple[Bilingual, ...] = ()


def find_table(sheet: RawSheet) -> Table | None:
    """Find the table in a sheet by its headings, or none: then the sheet is about something else.

    Chinese and English headings are read, with either alone or both in one cell, whatever blanks,
    brackets and stars stand among them.
    """
    best: Table | None = None
    for number, row in enumerate(sheet.rows[:HEADING_ROWS]):
        for kind in KINDS:
            found = _matched(kind, sheet, number, row)
            if found is not None and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def _matched(kind: TableKind, sheet: RawSheet, number: int, row: Sequence[Raw]) -> Table | None:
    named = _words(kind)
    columns: dict[int, Column] = {}
    unknown: list[tuple[str, str]] = []
    faults: list[Bilingual] = []
    taken: dict[str, int] = {}
    for place, raw in enumerate(row):
        text = str(raw).strip() if raw != "" else ""
        if not text or _plain(text) == _plain(ERRORS_HEADING):
            continue
        column = next((named[word] for word in _spellings(text) if word in named), None)
        if column is None:
            unknown.append((column_letters(place), text[:60]))
        elif column.field in taken:
            letters = column_letters(taken[column.field]), column_letters(place)
            faults.append(
                Bilingual(
                    f"{letters[0]} 列与 {letters[1]} 列都是“{column.title.zh}”",
                    f"columns {letters[0]} and {letters[1]} are both {column.title.en!r}",
                )
            )
        else:
            taken[column.field] = place
            columns[place] = column
    # One heading alone may be a word in a title, or in a note.
    if len(taken) < 2 or not all(name in taken for name in kind.told_by):
        return None
    return Table(kind, sheet, number, columns, tuple(unknown), tuple(faults))


@lru_cache(maxsize=8)
def _words(kind: TableKind) -> dict[str, Column]:
    words: dict[str, Column] = {}
    for column in (*kind.columns, *kind.read_too):
        for name in (column.title.zh, column.title.en, column.field, *column.also):
            words.setdefault(_plain(name), column)
    return words


def _plain(text: str) -> str:
    return _NOISE.sub("", text.casefold())


def _spellings(text: str) -> tuple[str, ...]:
    whole = _plain(text)
    latin = "".join(_LATIN.findall(whole))
    return whole, _LATIN.sub("", whole), latin
