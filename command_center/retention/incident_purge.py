"""Ends the life of incidents and their alerts."""

from __future__ import annotations

from sqlalchemy import delete, exists, func, select

from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import MACHINE
from command_center.retention.aging_purge import AgingPurge
from command_center.retention.held import held_incidents
from command_center.store.alert_row import AlertRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_row import IncidentRow
from command_center.store.outage_camera_row import OutageCameraRow
from command_center.store.task_row import TaskRow

BATCH = 50


class IncidentPurge(AgingPurge):
    """Removes incidents long over that have neither task nor pictures; life counts from the end."""

    async def batch(self) -> bool:
        """Purge at most one batch; returns whether there may be more."""
        before = self._before
        alerts = (
            select(func.count())
            .select_from(AlertRow)
            .where(AlertRow.incident_id == IncidentRow.id)
            .scalar_subquery()
        )
        async with self._database.write() as session:
            found = (
                await session.execute(
                    select(IncidentRow.id, IncidentRow.kind, IncidentRow.camera_id, alerts)
                    .where(IncidentRow.state != "open", IncidentRow.opened_at <= before)
                    .where(IncidentRow.ended_at <= before)
                    .where(IncidentRow.id.not_in(held_incidents()))
                    .where(~exists().where(TaskRow.incident_id == IncidentRow.id))
                    .where(~exists().where(IncidentEvidenceRow.incident_id == IncidentRow.id))
                    .order_by(IncidentRow.opened_at)
                    .limit(BATCH)
                )
            ).all()
            ids = [incident_id for incident_id, _, _, _ in found]
            for incident_id, kind, camera, count in found:
                self._audit.note(
                    session,
                    MACHINE,
                    AuditedAct.INCIDENT_PURGED,
                    f"incident/{incident_id}",
                    f"{kind}, {count} alert(s)",
                    camera_id=camera,
                )
            for statement in (
                delete(AlertRow).where(AlertRow.incident_id.in_(ids)),
                delete(OutageCameraRow).where(OutageCameraRow.incident_id.in_(ids)),
                delete(IncidentRow).where(IncidentRow.id.in_(ids)),
            ):
                await session.execute(statement.execution_options(synchronize_session=False))
        return len(ids) == BATCH
