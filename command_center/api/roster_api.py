"""The duty roster: supervisors write it, those on duty read it."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.api.account_forms import Region, Username
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.user_api import check_region
from command_center.centre import Centre
from command_center.shifts.planned_shift import PlannedShift
from command_center.shifts.roster_csv import MAX_LABEL, read_roster
from command_center.shifts.roster_fault import RosterFault
from command_center.store.duty_shift_row import DutyShiftRow
from command_center.store.user_row import UserRow
from command_center.views.shift_views import RosterFaultView, RosterImportView, ShiftView
from command_center.views.task_view import TaskView
from command_center.views.view import TwoLanguages
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1/roster", tags=["shifts"], dependencies=[Depends(signed_in)])

LONGEST_VIEW = timedelta(days=100)
MAX_TABLE = 200_000
"""Characters; 2,000 lines of a hundred."""


class ShiftForm(BaseModel):
    """One shift.

    Attributes:
        username: Who; a duty officer of the region.
        region: Where, 12 digits; empty for everywhere.
        label: What people call it.
        begins_at: When it begins, with its zone.
        ends_at: When it ends, with its zone.
    """

    model_config = ConfigDict(extra="forbid")

    username: Username
    region: Region = ""
    label: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=MAX_LABEL, pattern=r"^[^\x00-\x1f]*$"),
    ] = ""
    begins_at: AwareDatetime
    ends_at: AwareDatetime


class RosterTable(BaseModel):
    """A table.

    Attributes:
        csv: The whole file as text; headings 日期, 班次, 开始, 结束, 账号, 区划, or date, shift,
            begins, ends, username, region.
        dry_run: Whether only to say what would happen.
    """

    model_config = ConfigDict(extra="forbid")

    csv: str = Field(min_length=1, max_length=MAX_TABLE)
    dry_run: bool = True


@router.get("")
async def roster(
    viewer: TheViewer,
    centre: TheCentre,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> list[ShiftView]:
    """List shifts that touch a time, by default from now to a week from now, in order."""
    now = centre.clock.now()
    since = since or now
    until = until or _later(since)
    in_calendars = 2000 <= since.year <= 2100 and 2000 <= until.year <= 2100
    if not (in_calendars and timedelta(0) < until - since <= LONGEST_VIEW):
        raise BadInput(
            Bilingual("时间范围应为 1 至 100 天", "ask for 1 to 100 days"),
            next_step=Bilingual("核对起止日期", "check both days"),
        )
    async with centre.database.read() as session:
        found = await centre.roster.between(session, viewer, since, until)
    return [_view(shift, user, now) for shift, user in found]


@router.post("", response_model=ShiftView, responses={409: {}})
async def add(form: ShiftForm, viewer: TheViewer, centre: TheCentre, once: TheOnce) -> JSONResponse:
    """Write one shift."""
    check_region(centre, form.region)
    shift = PlannedShift(form.username, form.region, form.label, form.begins_at, form.ends_at)

    async def effect(session: AsyncSession) -> tuple[ShiftView, list[TaskView]]:
        row, user = await centre.roster.add(session, viewer, shift)
        return _view(row, user, centre.clock.now()), []

    return await once.run(effect)


@router.post("/import", response_model=RosterImportView)
async def import_(
    form: RosterTable, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Write a table, all of it or nothing; sending it again changes nothing."""
    read = read_roster(form.csv)
    faults = [*read.faults, *_unknown_regions(centre, read.shifts)]

    async def effect(session: AsyncSession) -> tuple[RosterImportView, list[TaskView]]:
        dry = form.dry_run or bool(faults)
        added, same, refused = await centre.roster.write(session, viewer, read.shifts, dry=dry)
        found = sorted([*faults, *refused], key=lambda fault: (fault.row, fault.column))
        return RosterImportView(
            added=added,
            same=same,
            written=not dry and not found,
            faults=tuple(_fault_view(fault) for fault in found),
        ), []

    return await once.run(effect)


@router.delete("/{shift_id}", status_code=HTTPStatus.NO_CONTENT, responses={404: {}})
async def remove(shift_id: Annotated[Ulid, Path()], viewer: TheViewer, centre: TheCentre) -> None:
    """Take a shift away."""
    async with centre.database.write() as session:
        await centre.roster.remove(session, viewer, shift_id)


def _unknown_regions(
    centre: Centre, shifts: tuple[tuple[int, PlannedShift], ...]
) -> list[RosterFault]:
    directory = centre.directory.current
    known = {region: directory.knows_region(region) for region in {one.region for _, one in shifts}}
    return [
        RosterFault(
            row,
            "区划",
            Bilingual(
                f"台账中没有区划 {shift.region}", f"the registry has no region {shift.region}"
            ),
        )
        for row, shift in shifts
        if not known[shift.region]
    ]


def _later(since: datetime) -> datetime:
    try:
        return since + timedelta(days=7)
    except OverflowError as error:
        raise BadInput(Bilingual("日期超出范围", "the day is out of range")) from error


def _view(row: DutyShiftRow, user: UserRow, now: datetime) -> ShiftView:
    return ShiftView(
        id=row.id,
        username=user.username,
        display_name=user.display_name,
        region=row.region,
        label=row.label,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        now=row.begins_at <= now < row.ends_at,
    )


def _fault_view(fault: RosterFault) -> RosterFaultView:
    return RosterFaultView(
        row=fault.row,
        column=fault.column,
        message=TwoLanguages(zh=fault.message.zh, en=fault.message.en),
    )
