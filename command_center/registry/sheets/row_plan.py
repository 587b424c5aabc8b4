"""What becomes of one row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from command_center.registry.sheets.faults import CellFault
from sharp_eyes.bilingual import Bilingual


class RowAction(StrEnum):
    """What an import does with a row."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REFUSE = "refuse"

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return _TITLES[self]


_TITLES = {
    RowAction.ADD: Bilingual("新增", "add"),
    RowAction.CHANGE: Bilingual("变更", "change"),
    RowAction.SAME: Bilingual("不变", "no change"),
    RowAction.REFUSE: Bilingual("拒绝", "refuse"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that changes.

    Attributes:
        field: Which.
        old: As people read it; empty where there was none.
        new: The same; passwords are never shown.
    """

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row.

    Attributes:
        sheet: Name of its sheet.
        row: Its number as the spreadsheet shows it, from 1.
        part: What it is about, as in ``Part.name``.
        key: Id, code or name; empty where it cannot be read.
        name: What people call it.
        action: What happens.
        changes: What changes about a thing that is there.
        faults: Why it is refused.
        notes: What is worth knowing though it is taken.
    """

    sheet: str
    row: int
    part: str
    key: str
    name: str
    action: RowAction
    changes: tuple[FieldChange, ...] = ()
    faults: tuple[CellFault, ...] = ()
    notes: tuple[CellFault, ...] = ()
