"""Rosters and handovers as they are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from command_center.views.view import TwoLanguages, View


class ShiftView(View):
    """One line of the duty roster.

    Attributes:
        id: ULID.
        username: Who.
        display_name: What is shown of them.
        region: Where, 12 digits; empty for everywhere.
        label: What people call it.
        begins_at: When it begins.
        ends_at: When it ends.
        now: Whether it is on.
    """

    id: str
    username: str
    display_name: str
    region: str
    label: str
    begins_at: datetime
    ends_at: datetime
    now: bool


class RosterFaultView(View):
    """What is wrong with one line of a table.

    Attributes:
        row: Line of the table; the heading is 1.
        column: Heading; empty where it is about the whole line.
        message: What is wrong.
    """

    row: int
    column: str
    message: TwoLanguages


class RosterImportView(View):
    """What became of a table.

    Attributes:
        added: How many shifts are new.
        same: How many were there already.
        written: Whether they were written: not in a dry run, and not with a fault.
        faults: What is wrong; then nothing is written.
    """

    added: int
    same: int
    written: bool
    faults: tuple[RosterFaultView, ...]


class SheetView(View):
    """What is open.

    Attributes:
        sheet: ``incidents``, ``tasks`` and ``silences``, at most 200 of each, and how many there
            are in all, ``…_total``; each item has ``id``, ``zh`` and ``en``.
    """

    sheet: dict[str, Any]


class HandoverView(View):
    """One handover.

    Attributes:
        id: ULID.
        region: What was handed over, 12 digits; empty for everywhere.
        unit: Of which managing unit; empty for all.
        sheet: What was open, see ``SheetView``; none in lists.
        sheet_sha256: What both signed.
        given_by: User name of the one who left.
        given_by_name: What is shown of them.
        given_note: What they wanted to be known.
        given_at: When they signed.
        taken_by: User name of the one who took over; null until they have signed.
        taken_by_name: What is shown of them.
        taken_note: What they noted.
        taken_at: When they signed.
        taken_on_roster: Whether the roster had them on duty.
        withdrawn_at: When it was taken back unsigned.
        mine: Whether the caller handed it over.
    """

    id: str
    region: str
    unit: str
    sheet: dict[str, Any] | None
    sheet_sha256: str
    given_by: str
    given_by_name: str
    given_note: str
    given_at: datetime
    taken_by: str | None
    taken_by_name: str | None
    taken_note: str | None
    taken_at: datetime | None
    taken_on_roster: bool | None
    withdrawn_at: datetime | None
    mine: bool
