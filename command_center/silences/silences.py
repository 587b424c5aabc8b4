"""Duty officers set silences and lift them; all of it stands in the audit trail."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.reach import silences_in_reach
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.store.silence_row import SilenceRow
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart, Refused
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.registry.camera import Camera


class Silences:
    """The only place that writes silences.

    All methods are for people who reach the camera; viewers are narrowed to what they do on duty.

    Args:
        audit: Writes them down.
        clock: Time.
        ulids: Ids.
    """

    def __init__(self, audit: AuditLog, clock: Clock, ulids: UlidSource) -> None:
        self._audit = audit
        self._clock = clock
        self._ulids = ulids

    async def set(
        self,
        session: AsyncSession,
        viewer: Viewer,
        camera: Camera,
        kind: IncidentKind | None,
        life: timedelta,
        reason: str,
    ) -> SilenceRow:
        """Silence a camera.

        Args:
            session: A writing session.
            viewer: Who, and from which session.
            camera: One that they reach.
            kind: Alerts of one kind; none for all kinds.
            life: For how long.
            reason: Why.

        Raises:
            Refused: the same is silent already.
        """
        now = self._clock.now()
        same = await session.scalar(
            select(SilenceRow).where(
                SilenceRow.camera_id == camera.id,
                SilenceRow.kind == (kind.value if kind else None),
                SilenceRow.until > now,
                SilenceRow.lifted_at.is_(None),
            )
        )
        if same is not None:
            raise Refused(
                Bilingual(
                    f"{same.set_by_name}已设静默：{same.reason}",
                    f"{same.set_by_name} has silenced it already: {same.reason}",
                ),
                next_step=Bilingual("如需更改，请先解除", "to change it lift it first"),
            )
        row = SilenceRow(
            id=self._ulids.new(),
            camera_id=camera.id,
            kind=kind.value if kind else None,
            region=camera.region,
            reason=reason,
            set_at=now,
            set_by=viewer.username,
            set_by_name=viewer.display_name,
            until=now + life,
        )
        session.add(row)
        detail = f"{row.kind or 'all kinds'} until {row.until.isoformat()}: {reason}"
        self._note(session, viewer, AuditedAct.SILENCE_SET, row, detail)
        return row

    async def lift(self, session: AsyncSession, viewer: Viewer, silence_id: str) -> SilenceRow:
        """End a silence before its time.

        Raises:
            MissingPart: none of this id within the viewer's reach holds.
        """
        now = self._clock.now()
        row = await session.scalar(
            select(SilenceRow).where(
                SilenceRow.id == silence_id,
                SilenceRow.until > now,
                SilenceRow.lifted_at.is_(None),
                silences_in_reach(viewer),
            )
        )
        if row is None:
            raise MissingPart(
                Bilingual("没有这项静默，或已结束", "there is no such silence any more")
            )
        row.lifted_at, row.lifted_by = now, viewer.username
        self._note(session, viewer, AuditedAct.SILENCE_LIFTED, row, row.kind or "all kinds")
        return row

    async def listed(
        self,
        session: AsyncSession,
        viewer: Viewer,
        *,
        holding: bool,
        camera_id: str | None,
        limit: int,
    ) -> list[SilenceRow]:
        """List silences within the viewer's reach, newest first.

        Args:
            session: A reading session.
            viewer: Who asks.
            holding: Those alone that hold now.
            camera_id: Those of one camera; none for all.
            limit: At most so many.
        """
        query = select(SilenceRow).where(silences_in_reach(viewer))
        if holding:
            query = query.where(
                SilenceRow.until > self._clock.now(), SilenceRow.lifted_at.is_(None)
            )
        if camera_id is not None:
            query = query.where(SilenceRow.camera_id == camera_id)
        rows = await session.scalars(query.order_by(SilenceRow.id.desc()).limit(limit))
        return list(rows)

    def _note(
        self, session: AsyncSession, viewer: Viewer, act: AuditedAct, row: SilenceRow, detail: str
    ) -> None:
        self._audit.add(session, viewer, act, f"silence/{row.id}", detail, camera_id=row.camera_id)
