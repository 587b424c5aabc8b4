"""Shift handover (交接班): one signs that they leave, another that they take over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from command_center.accounts.grant import Grant
from command_center.accounts.reach import handovers_in_reach
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.registry.directory import Directory
from command_center.shifts.handover_sheet import sha256_of, sheet_of
from command_center.shifts.roster import Roster
from command_center.store.handover_row import HandoverRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart, Refused
from sharp_eyes.identifiers import UlidSource


class Handovers:
    """Each signs from their own session; a sheet that is signed is never changed.

    All methods are for duty officers who reach what is handed over; viewers are narrowed to what
    they do on duty.

    Args:
        directory: Gives the registry as it is now.
        roster: Says who is on duty.
        audit: Writes signatures down.
        clock: Time.
        ulids: Ids.
    """

    def __init__(
        self,
        directory: Callable[[], Directory],
        roster: Roster,
        audit: AuditLog,
        clock: Clock,
        ulids: UlidSource,
    ) -> None:
        self._directory = directory
        self._roster = roster
        self._audit = audit
        self._clock = clock
        self._ulids = ulids

    async def preview(self, session: AsyncSession, viewer: Viewer, place: Grant) -> dict[str, Any]:
        """Return what would be handed over now.

        Raises:
            Refused: the place lies beyond the viewer.
        """
        _check_reach(viewer, place)
        return await sheet_of(session, viewer, place, self._directory(), self._clock.now())

    async def give(
        self, session: AsyncSession, viewer: Viewer, place: Grant, note: str
    ) -> HandoverRow:
        """Sign that one leaves, with what is open now.

        Raises:
            Refused: another one of the same place waits for its second signature, or the place
                lies beyond the viewer.
        """
        waiting = await session.scalar(
            select(HandoverRow).where(
                HandoverRow.region == place.region,
                HandoverRow.unit == place.unit,
                HandoverRow.taken_at.is_(None),
                HandoverRow.withdrawn_at.is_(None),
            )
        )
        if waiting is not None:
            raise Refused(
                Bilingual(
                    f"{waiting.given_by_name}的交班尚未接班",
                    f"what {waiting.given_by_name} handed over was not taken yet",
                ),
                next_step=Bilingual("先接班，或由其撤回", "take it, or have it withdrawn"),
            )
        sheet = await self.preview(session, viewer, place)
        row = HandoverRow(
            id=self._ulids.new(),
            region=place.region,
            unit=place.unit,
            sheet=sheet,
            sheet_sha256=sha256_of(sheet),
            given_by=viewer.username,
            given_by_name=viewer.display_name,
            given_session=viewer.session_id,
            given_note=note,
            given_at=self._clock.now(),
        )
        session.add(row)
        await session.flush()
        self._sign(session, viewer, row, AuditedAct.SHIFT_HANDED_OVER, "given")
        return row

    async def take(
        self, session: AsyncSession, viewer: Viewer, handover_id: str, note: str
    ) -> HandoverRow:
        """Sign that one takes over what was handed over.

        Raises:
            MissingPart: there is none of this id within the viewer's reach.
            Refused: it is the viewer's own, or no longer waits.
        """
        row = await self.get(session, viewer, handover_id)
        _check_waiting(row)
        if row.given_by == viewer.username:
            raise Refused(
                Bilingual("不能接自己的班", "nobody takes over from themselves"),
                next_step=Bilingual(
                    "由接班人用自己的账号签字", "whoever takes over signs with their own account"
                ),
            )
        _check_reach(viewer, Grant(None, row.region, row.unit))
        row.taken_by, row.taken_by_name = viewer.username, viewer.display_name
        row.taken_session, row.taken_note = viewer.session_id, note
        row.taken_at = self._clock.now()
        row.taken_on_roster = await self._roster.is_on_duty(session, viewer.username, row.taken_at)
        self._sign(session, viewer, row, AuditedAct.SHIFT_HANDED_OVER, "taken")
        return row

    async def withdraw(
        self, session: AsyncSession, viewer: Viewer, handover_id: str
    ) -> HandoverRow:
        """Take one's own back before it was taken over.

        Raises:
            MissingPart: there is none of this id within the viewer's reach.
            Refused: it is somebody else's, or no longer waits.
        """
        row = await self.get(session, viewer, handover_id)
        _check_waiting(row)
        if row.given_by != viewer.username:
            raise Refused(Bilingual("只能撤回自己的交班", "only one's own can be withdrawn"))
        row.withdrawn_at = self._clock.now()
        self._sign(session, viewer, row, AuditedAct.SHIFT_WITHDRAWN, "withdrawn")
        return row

    async def get(self, session: AsyncSession, viewer: Viewer, handover_id: str) -> HandoverRow:
        """Return one.

        Raises:
            MissingPart: there is none of this id within the viewer's reach.
        """
        row = await session.get(HandoverRow, handover_id)
        if row is None or not viewer.contains(Grant(None, row.region, row.unit)):
            raise MissingPart(Bilingual("没有这份交接单", "there is no such handover"))
        return row

    async def newest(self, session: AsyncSession, viewer: Viewer, limit: int) -> list[HandoverRow]:
        """List those within the viewer's reach, newest first, without their sheets."""
        rows = await session.scalars(
            select(HandoverRow)
            .where(handovers_in_reach(viewer))
            .order_by(HandoverRow.given_at.desc(), HandoverRow.id.desc())
            .limit(limit)
            # A sheet is as long as what was open in a county.
            .options(defer(HandoverRow.sheet, raiseload=True))
        )
        return list(rows)

    def _sign(
        self, session: AsyncSession, viewer: Viewer, row: HandoverRow, act: AuditedAct, how: str
    ) -> None:
        self._audit.add(
            session, viewer, act, f"handover/{row.id}", f"{how} sha256={row.sheet_sha256}"
        )


def _check_reach(viewer: Viewer, place: Grant) -> None:
    if not viewer.contains(place):
        raise Refused(
            Bilingual("超出您的值班范围", "this lies beyond where you are on duty"),
            next_step=Bilingual("选择您的值班区划", "choose a region where you are on duty"),
        )


def _check_waiting(row: HandoverRow) -> None:
    if row.taken_at is not None or row.withdrawn_at is not None:
        raise Refused(
            Bilingual("该交接单已签收或已撤回", "it was taken over or withdrawn already"),
            next_step=Bilingual("刷新后查看", "look at it again"),
        )
