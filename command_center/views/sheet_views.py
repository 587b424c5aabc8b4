"""What an import of a file would do, as operators see it."""

from __future__ import annotations

from typing import Literal

from command_center.registry.sheets.offer import Offer
from command_center.registry.sheets.row_plan import RowAction, RowPlan
from command_center.registry.sheets.sheet_plan import SheetPlan
from command_center.views.registry_views import RegistryAnswer
from command_center.views.view import TwoLanguages, View

MAX_ROWS_LISTED = 20_000
"""More rows than a county has cameras are counted, and not listed."""


class CellView(View):
    """What is wrong, or worth knowing, about one cell.

    Attributes:
        column: Its letters; empty where the file has no such column.
        field: What it is about.
        reason: What is to be said of it.
    """

    column: str
    field: str
    reason: TwoLanguages


class ValueView(View):
    """One value that changes.

    Attributes:
        field: Which.
        old: What it is, as text.
        new: What it would be; passwords are never shown.
    """

    field: str
    old: str
    new: str


class RowView(View):
    """What becomes of one row.

    Attributes:
        sheet: Name of its sheet.
        row: Its number as the spreadsheet shows it.
        part: What it is about.
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
    changes: tuple[ValueView, ...]
    faults: tuple[CellView, ...]
    notes: tuple[CellView, ...]


class OfferView(View):
    """A correction that is offered.

    Attributes:
        correction: What; sent back as ``correct`` to take it up.
        name: On screen.
        rows: Of how many rows the place would move.
        probability: That it is right, 0 to 1.
        certainty: The same in words.
        how: By what it was told.
        example_row: A row, or null.
        example_before: Its place as written, (longitude, latitude), degrees, or null.
        example_after: Its place as it would be, or null.
        accepted: Whether it was taken up in this dry run.
    """

    correction: Literal["swapped", "gcj02", "bd09"]
    name: TwoLanguages
    rows: int
    probability: float
    certainty: TwoLanguages
    how: TwoLanguages
    example_row: int | None
    example_before: tuple[float, float] | None
    example_after: tuple[float, float] | None
    accepted: bool


class SheetPlanView(View):
    """A dry run.

    Attributes:
        kind: ``xlsx``, ``csv`` or ``geojson``.
        encoding: Of a CSV file.
        add: Rows that would be added.
        change: Rows that would change something.
        same: Rows that say what is there already; they are not listed.
        refuse: Rows that are refused.
        ready: Whether the file would be imported as it is.
        faults: What is wrong with the file as a whole.
        notes: What is worth knowing of it.
        offers: Corrections.
        rows: Refused rows first, then the others in their order.
        left_out: How many rows are counted and not listed, beside those that stay the same.
    """

    kind: Literal["xlsx", "csv", "geojson"]
    encoding: str
    add: int
    change: int
    same: int
    refuse: int
    ready: bool
    faults: tuple[TwoLanguages, ...]
    notes: tuple[TwoLanguages, ...]
    offers: tuple[OfferView, ...]
    rows: tuple[RowView, ...]
    left_out: int


class ImportedView(RegistryAnswer):
    """What an import did.

    Attributes:
        same: Rows that said what was there already.
        passwords: How many passwords came with it.
    """

    same: int
    passwords: int


def plan_json(plan: SheetPlan) -> bytes:
    """Return a dry run as JSON. Takes a second of a whole county: not for the loop."""
    listed = [row for row in plan.rows if row.action is not RowAction.SAME or row.notes]
    # A sort keeps the order among equals.
    listed.sort(key=lambda row: row.action is not RowAction.REFUSE)
    view = SheetPlanView.model_validate(
        {
            "kind": plan.kind,
            "encoding": plan.encoding,
            **{action.value: plan.count(action) for action in RowAction},
            "ready": plan.ready,
            "faults": [fault.as_dict() for fault in plan.faults],
            "notes": [note.as_dict() for note in plan.notes],
            "offers": [_offer(offer) for offer in plan.offers],
            "rows": [_row(row) for row in listed[:MAX_ROWS_LISTED]],
            "left_out": max(0, len(listed) - MAX_ROWS_LISTED),
        }
    )
    return view.model_dump_json().encode()


def _row(row: RowPlan) -> dict[str, object]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "part": row.part,
        "key": row.key,
        "name": row.name,
        "action": row.action,
        "changes": [{"field": one.field, "old": one.old, "new": one.new} for one in row.changes],
        "faults": [
            {"column": one.column, "field": one.field, "reason": one.reason.as_dict()}
            for one in row.faults
        ],
        "notes": [
            {"column": one.column, "field": one.field, "reason": one.reason.as_dict()}
            for one in row.notes
        ],
    }


def _offer(offer: Offer) -> dict[str, object]:
    row, before, after = offer.example or (None, None, None)
    return {
        "correction": offer.correction.value,
        "name": offer.correction.label.as_dict(),
        "rows": offer.rows,
        "probability": round(offer.probability, 4),
        "certainty": offer.certainty.as_dict(),
        "how": offer.how.as_dict(),
        "example_row": row,
        "example_before": before,
        "example_after": after,
        "accepted": offer.accepted,
    }
