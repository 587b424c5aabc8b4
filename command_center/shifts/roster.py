"""The duty roster (值班表)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.reach_error import beyond_reach
from command_center.accounts.role import Role
from command_center.accounts.sessions import as_grant
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.shifts.planned_shift import LONGEST, PlannedShift
from command_center.shifts.roster_fault import RosterFault
from command_center.store.duty_shift_row import DutyShiftRow
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.user_row import UserRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart, Refused
from sharp_eyes.identifiers import UlidSource

FAR = timedelta(days=800)
"""A shift further off than this is a slip of the pen."""


class Roster:
    """Who is on duty when; whoever writes it reaches the region that it is about.

    Args:
        audit: Writes changes down.
        clock: Time.
        ulids: Ids.
    """

    def __init__(self, audit: AuditLog, clock: Clock, ulids: UlidSource) -> None:
        self._audit = audit
        self._clock = clock
        self._ulids = ulids

    async def between(
        self, session: AsyncSession, viewer: Viewer, since: datetime, until: datetime
    ) -> list[tuple[DutyShiftRow, UserRow]]:
        """List the shifts that touch a time, of regions the viewer knows of, in order."""
        rows = await session.execute(
            select(DutyShiftRow, UserRow)
            .join(UserRow, UserRow.id == DutyShiftRow.user_id)
            .where(DutyShiftRow.begins_at < until, DutyShiftRow.ends_at > since)
            .order_by(DutyShiftRow.begins_at, DutyShiftRow.region, UserRow.username)
        )
        return [
            (shift, user)
            for shift, user in rows
            if shift.region == "" or viewer.may_know_of(shift.region)
        ]

    async def is_on_duty(self, session: AsyncSession, username: str, at: datetime) -> bool:
        """Tell whether the roster has somebody on duty, or begins to within the hour."""
        found = await session.scalar(
            select(DutyShiftRow.id)
            .join(UserRow, UserRow.id == DutyShiftRow.user_id)
            .where(UserRow.username == username)
            .where(DutyShiftRow.begins_at <= at + timedelta(hours=1), DutyShiftRow.ends_at > at)
        )
        return found is not None

    async def add(
        self, session: AsyncSession, viewer: Viewer, shift: PlannedShift
    ) -> tuple[DutyShiftRow, UserRow]:
        """Write one shift.

        Raises:
            Refused: the region is beyond the viewer, the person is no duty officer there, or is on
                duty already.
        """
        users = await _duty_officers(session, [shift.username])
        fault = self._refusal(viewer, shift, users)
        if fault is None:
            present = await self._present(session, [shift])
            fault = _ON_DUTY if any(shift.overlaps(other) for other in present) else None
        if fault is not None:
            raise beyond_reach() if fault is _BEYOND else Refused(fault)
        user = users[shift.username][0]
        row = self._row(viewer, shift, user)
        session.add(row)
        self._audit.add(
            session,
            viewer,
            AuditedAct.ROSTER_CHANGED,
            f"user/{shift.username}",
            f"+ {_text(shift)}",
        )
        return row, user

    async def remove(self, session: AsyncSession, viewer: Viewer, shift_id: str) -> None:
        """Take a shift away.

        Raises:
            MissingPart: there is none of this id within the viewer's reach.
        """
        row = await session.get(DutyShiftRow, shift_id)
        if row is None or not viewer.contains(Grant(None, row.region)):
            raise MissingPart(Bilingual("没有这个班次", "there is no such shift"))
        user = await session.get_one(UserRow, row.user_id)
        await session.delete(row)
        planned = PlannedShift(user.username, row.region, row.label, row.begins_at, row.ends_at)
        self._audit.add(
            session,
            viewer,
            AuditedAct.ROSTER_CHANGED,
            f"user/{user.username}",
            f"- {_text(planned)}",
        )

    async def write(
        self,
        session: AsyncSession,
        viewer: Viewer,
        shifts: Sequence[tuple[int, PlannedShift]],
        *,
        dry: bool,
    ) -> tuple[int, int, list[RosterFault]]:
        """Write a whole table, all of it or nothing; what is there already stays as it is.

        Args:
            session: A writing session.
            viewer: Who.
            shifts: Line number and shift.
            dry: Whether only to say what would happen.

        Returns:
            How many are new, how many were there already, and what is wrong.
        """
        planned = [shift for _, shift in shifts]
        users = await _duty_officers(session, {shift.username for shift in planned})
        present = await self._present(session, planned)
        faults: list[RosterFault] = []
        news: list[PlannedShift] = []
        by_name: dict[str, list[PlannedShift]] = {}
        for other in present:
            by_name.setdefault(other.username, []).append(other)
        same = 0
        for number, shift in shifts:
            theirs = by_name.setdefault(shift.username, [])
            if shift in theirs:
                same += 1
                continue
            fault = self._refusal(viewer, shift, users)
            if fault is None and any(shift.overlaps(other) for other in theirs):
                fault = _ON_DUTY
            if fault is not None:
                faults.append(RosterFault(number, "", fault))
                continue
            theirs.append(shift)
            news.append(shift)
        if not faults and not dry and news:
            session.add_all(self._row(viewer, shift, users[shift.username][0]) for shift in news)
            first, last = min(one.begins_at for one in news), max(one.ends_at for one in news)
            self._audit.add(
                session,
                viewer,
                AuditedAct.ROSTER_CHANGED,
                "roster/import",
                f"+ {len(news)} shifts, {first:%Y-%m-%d} to {last:%Y-%m-%d}",
            )
        return len(news), same, faults

    def _refusal(
        self,
        viewer: Viewer,
        shift: PlannedShift,
        users: dict[str, tuple[UserRow, tuple[Grant, ...]]],
    ) -> Bilingual | None:
        if not viewer.contains(Grant(None, shift.region)):
            return _BEYOND
        found = users.get(shift.username)
        if found is None or not any(grant.covers_region(shift.region) for grant in found[1]):
            return Bilingual(
                f"“{shift.username}”不是该区划的值班员",
                f"{shift.username!r} is no duty officer of that region",
            )
        if abs(shift.begins_at - self._clock.now()) > FAR:
            return Bilingual("日期相距过远", "the day is too far off")
        return None

    async def _present(
        self, session: AsyncSession, shifts: Iterable[PlannedShift]
    ) -> list[PlannedShift]:
        planned = list(shifts)
        if not planned:
            return []
        rows = await session.execute(
            select(DutyShiftRow, UserRow.username)
            .join(UserRow, UserRow.id == DutyShiftRow.user_id)
            .where(DutyShiftRow.begins_at < max(one.ends_at for one in planned))
            .where(DutyShiftRow.begins_at > min(one.begins_at for one in planned) - LONGEST)
        )
        return [
            PlannedShift(username, row.region, row.label, row.begins_at, row.ends_at)
            for row, username in rows
        ]

    def _row(self, viewer: Viewer, shift: PlannedShift, user: UserRow) -> DutyShiftRow:
        return DutyShiftRow(
            id=self._ulids.new(),
            user_id=user.id,
            region=shift.region,
            label=shift.label,
            begins_at=shift.begins_at,
            ends_at=shift.ends_at,
            written_by=viewer.username,
            written_at=self._clock.now(),
        )


_BEYOND = Bilingual("超出您的管辖范围", "this lies beyond what you administer")
_ON_DUTY = Bilingual("该时段已在值班", "that person is on duty then already")


async def _duty_officers(
    session: AsyncSession, usernames: Iterable[str]
) -> dict[str, tuple[UserRow, tuple[Grant, ...]]]:
    rows = await session.execute(
        select(UserRow, RoleGrantRow)
        .join(RoleGrantRow, RoleGrantRow.user_id == UserRow.id)
        .where(RoleGrantRow.role == Role.DUTY_OFFICER.value, UserRow.disabled.is_(False))
    )
    wanted = set(usernames)
    found: dict[str, tuple[UserRow, tuple[Grant, ...]]] = {}
    for user, grant in rows:
        if user.username in wanted:
            _, grants = found.get(user.username, (user, ()))
            found[user.username] = user, (*grants, as_grant(grant))
    return found


def _text(shift: PlannedShift) -> str:
    return (
        f"{shift.begins_at:%Y-%m-%dT%H:%M%z} to {shift.ends_at:%Y-%m-%dT%H:%M%z} "
        f"region={shift.region or '*'}"
    )
