"""Rows of regions, grids and units: what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from command_center.model_words import words_of
from command_center.registry.sheets.row_plan import FieldChange, RowAction, RowPlan
from command_center.registry.sheets.row_reader import ReadRow
from command_center.registry.sheets.table_kind import TableKind
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.unit import Unit

ThingT = TypeVar("ThingT", Region, Grid, Unit)


class TreeRows:
    """Plans rows of one kind.

    Args:
        kind: Of the table.
        model: What a row is about.
        stored: The things there are, by key.
        may: Whether whoever imports may register, or change, a thing at a code.
    """

    def __init__(
        self,
        kind: TableKind,
        model: type[Region] | type[Grid] | type[Unit],
        stored: Mapping[str, Region | Grid | Unit],
        may: Callable[[str], bool],
    ) -> None:
        self._kind = kind
        self._model = model
        self._stored = stored
        self._may = may
        self._first_row: dict[str, int] = {}
        self.things: dict[str, Region | Grid | Unit] = {}

    def plan(self, sheet: str, row: ReadRow) -> RowPlan:
        """Plan one row.

        Args:
            sheet: Name of its sheet.
            row: The row.
        """
        key_field = self._kind.key
        key: str = row.values.get(key_field, "")
        stored = self._stored.get(key)
        if key in self._first_row:
            first = self._first_row[key]
            row.refuse(key_field, Bilingual(f"与第 {first} 行重复", f"the same as in row {first}"))
        elif key:
            self._first_row[key] = row.number
        thing = self._thing(row, stored)
        # Units are known by name: one of another region is not theirs by writing their own over it.
        if thing is not None and not all(
            self._may(_where(one)) for one in (thing, stored) if one is not None
        ):
            row.refuse(key_field, Bilingual("不在您的辖区内", "it is not in your regions"))
        name = row.values.get("name") or (stored.name if stored else "")
        if thing is None or row.faults:
            return RowPlan(
                sheet,
                row.number,
                self._kind.part,
                key,
                name,
                RowAction.REFUSE,
                faults=tuple(row.faults),
            )
        if thing == stored:
            return RowPlan(sheet, row.number, self._kind.part, key, name, RowAction.SAME)
        self.things[key] = thing
        action, changes = RowAction.ADD, []
        if stored is not None:
            action = RowAction.CHANGE
            for column in self._kind.columns:
                before, after = column.show(stored), column.show(thing)
                if before != after:
                    changes.append(FieldChange(column.field, str(before or ""), str(after or "")))
        return RowPlan(sheet, row.number, self._kind.part, key, name, action, tuple(changes))

    def _thing(
        self, row: ReadRow, stored: Region | Grid | Unit | None
    ) -> Region | Grid | Unit | None:
        data: dict[str, Any] = {} if stored is None else stored.model_dump()
        for field in row.cleared:
            data[field] = ""
        data |= row.values
        for column in self._kind.columns:
            if column.needed and column.field not in data and not row.is_refused(column.field):
                row.refuse(column.field, Bilingual("不能为空", "it cannot be empty"))
        if row.faults:
            return None
        try:
            return self._model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                field = str(detail["loc"][0]) if detail["loc"] else self._kind.key
                row.refuse(field, words_of(detail)[1])
            return None


def _where(thing: Region | Grid | Unit) -> str:
    return thing.region if isinstance(thing, Unit) else thing.code
