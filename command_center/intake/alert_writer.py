"""Stores a batch of alerts in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from pydantic_core import to_json
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed import feed_log
from command_center.intake.attention import Attention
from command_center.intake.known_incidents import KnownIncidents
from command_center.intake.merge import Merge, decide
from command_center.intake.peak import peak_after
from command_center.registry.directory_holder import DirectoryHolder
from command_center.store.alert_row import AlertRow
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_record import IncidentRecord
from command_center.store.incident_table import write_incidents
from command_center.store.json_text import JsonText
from command_center.store.plain_rows import insert_rows
from command_center.tasks.desk import TaskDesk
from command_center.views.incident_views import incident_figures
from command_center.views.task_view import TaskView
from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.evidence import EvidenceStatus
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

OPENS_TASK_AT_ONCE = frozenset({IncidentKind.CROWD, IncidentKind.CAMERA_FAULT})
"""Construction waits for a duty officer's word."""

_PICTURES_PER_ALERT = 16
_LINK_COLUMNS = ("incident_id", "sha256", "role", "position", "captured_at")


def _never_refused(alert: Alert, reason: str) -> None:
    """Take the refusal of an alert that the centre itself has made."""
    raise ValueError(f"alert {alert.id}: {reason}")


@dataclass(slots=True)
class _Changes:
    """What a batch has changed so far.

    Attributes:
        phases: Incident id → phases to tell, in order.
        fresh: Incidents not seen before, with the alert that brought them.
        touched: Ids of incidents that are to be written, fresh ones among them.
        pictures: Rows for the pictures' links.
    """

    phases: dict[str, list[Phase]] = field(default_factory=dict)
    fresh: list[tuple[IncidentRecord, Alert]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    pictures: list[dict[str, object]] = field(default_factory=list)

    def tell(self, incident_id: str, phase: Phase) -> None:
        phases = self.phases.setdefault(incident_id, [])
        if phase not in phases:
            phases.append(phase)


@dataclass(frozen=True, slots=True)
class AlertWriter:
    """Upserts alerts by id, merges them into incidents, opens tasks and adds to the feed.

    Attributes:
        directory: Names, places and the registered regions of cameras.
        desk: Opens tasks.
        clock: Time.
        attention: What holds a task back.
    """

    directory: DirectoryHolder
    desk: TaskDesk
    clock: Clock
    attention: Attention

    async def write(
        self,
        session: AsyncSession,
        alerts: Sequence[Alert],
        refuse: Callable[[Alert, str], None] = _never_refused,
    ) -> list[TaskView]:
        """Store alerts.

        Args:
            session: A writing session; the caller commits, and acknowledges after that.
            alerts: In the order of arrival; what is stored already, or comes twice, changes
                nothing.
            refuse: Told of each alert that names what is another's, and why; it is not stored.

        Returns:
            Tasks that changed, to be announced after the commit.
        """
        fresh = await _not_stored_yet(session, alerts, refuse)
        if not fresh:
            return []
        received_at = self.clock.now()
        known = await KnownIncidents.load(session, fresh)
        changes = _Changes()
        rows: list[dict[str, Any]] = []
        for alert in fresh:
            if known.is_of_another(alert):
                refuse(alert, "its incident is one of another subject")
                continue
            target = self._merge(alert, known, changes, received_at)
            known.remember(alert.data.incident_id, target)
            rows.append(_alert_row(alert, target.id, received_at))
        if not rows:
            return []
        self._hold_back(changes)
        new = [row for row, _alert in changes.fresh]
        before = changes.touched.difference(row.id for row in new)
        await write_incidents(session, [known.row(one) for one in sorted(before)], new)
        await session.run_sync(insert_rows, AlertRow, rows)
        await _name_pictures(session, changes.pictures, received_at)
        tasks = await self._open_tasks(session, changes)
        await self._tell(session, known, changes, received_at)
        self.desk.announce(session, tasks)
        return tasks

    def _merge(
        self,
        alert: Alert,
        known: KnownIncidents,
        changes: _Changes,
        received_at: datetime,
    ) -> IncidentRecord:
        data, measured = alert.data, alert.data.measurement.model_dump(mode="json")
        rival = known.rival_of(alert)
        decision = decide(
            phase=data.phase,
            order=alert.order,
            claimed=data.incident_id,
            known=known.fact(data.incident_id),
            rival=KnownIncidents.fact_of(rival),
        )
        if decision.what in (Merge.CREATE, Merge.CREATE_ENDED, Merge.SUPERSEDE):
            if decision.what is Merge.SUPERSEDE and rival is not None:
                rival.state, rival.ended_at = "ended", alert.time
                changes.touched.add(rival.id)
                changes.tell(rival.id, Phase.END)
            over = decision.what is Merge.CREATE_ENDED
            row = self._new_row(alert, measured, received_at, over=over)
            known.add(row)
            changes.fresh.append((row, alert))
            changes.tell(row.id, Phase.NEW)
            if row.state == "ended":
                changes.tell(row.id, Phase.END)
        else:
            row = known.row(decision.target)
            if decision.what is not Merge.STORE:
                if row.review == "dismissed" and int(data.severity) > row.severity:
                    # It was dismissed as something lesser: a person has to look again.
                    row.review = "waiting"
                _take_over(row, alert, measured, received_at)
                changes.touched.add(row.id)
                changes.tell(row.id, data.phase if data.phase is Phase.END else Phase.UPDATE)
            if decision.what in (Merge.END, Merge.FILL_END) and data.reason is not None:
                row.state, row.ended_at = "ended", alert.time
                row.end_reason = data.reason.value
            if data.incident_id == row.id and alert.time < row.opened_at:
                # Its beginning has arrived after its continuation.
                row.opened_at = alert.time
                changes.touched.add(row.id)
        peak = peak_after(row, measured)
        if peak is not row.peak:
            row.peak = peak
            changes.touched.add(row.id)
        for index, picture in enumerate(data.evidence):
            changes.pictures.append(
                {
                    "incident_id": row.id,
                    "sha256": picture.sha256,
                    "role": picture.role.value,
                    "media_type": picture.media_type,
                    # Grows with the incident, and stays within 31 bits whatever a worker counts.
                    "position": min(data.seq, 2**26) * _PICTURES_PER_ALERT + index,
                    "captured_at": alert.time,
                }
            )
        if data.evidence and row.id not in changes.phases:
            changes.tell(row.id, Phase.UPDATE)
        return row

    def _new_row(
        self, alert: Alert, measured: dict[str, Any], received_at: datetime, *, over: bool
    ) -> IncidentRecord:
        data = alert.data
        camera = self.directory.current.camera_at(alert.camera_id, data.region)
        location = (camera.location if camera else None) or data.location
        return IncidentRecord(
            id=data.incident_id,
            kind=alert.kind.value,
            subject=alert.subject,
            camera_id=alert.camera_id,
            zone=data.zone or "-",
            region=camera.region if camera else data.region,
            state="ended" if over else "open",
            review="waiting" if alert.kind is IncidentKind.CONSTRUCTION else "none",
            opened_at=alert.time,
            ended_at=alert.time if over else None,
            end_reason=data.reason.value if data.reason else None,
            location=list(location) if location else None,
            **_of_alert(alert, measured, received_at),
        )

    def _hold_back(self, changes: _Changes) -> None:
        for row, _alert in changes.fresh:
            held = self.attention.held_back(row)
            if held is not None:
                row.held_back_by, row.part_of = held.by, held.part_of
                _log.info("incident calls on nobody", incident=row.id, held_back_by=held.by)

    async def _open_tasks(self, session: AsyncSession, changes: _Changes) -> list[TaskView]:
        calling: list[tuple[IncidentRecord, str | None]] = []
        for row, alert in changes.fresh:
            if alert.kind in OPENS_TASK_AT_ONCE and row.held_back_by is None:
                calling.append((row, alert.data.grid))
        return await self.desk.open_all(session, calling)

    async def _tell(
        self,
        session: AsyncSession,
        known: KnownIncidents,
        changes: _Changes,
        received_at: datetime,
    ) -> None:
        rows = [known.row(incident_id) for incident_id in changes.phases]
        for one in await incident_figures(session, self.directory.current, rows):
            for phase in changes.phases[one["id"]]:
                event = to_json({"phase": phase.value, "incident": one}).decode()
                feed_log.append(session, "incident", one["region"], received_at, JsonText(event))


async def _not_stored_yet(
    session: AsyncSession, alerts: Sequence[Alert], refuse: Callable[[Alert, str], None]
) -> list[Alert]:
    ids = {alert.id for alert in alerts}
    stored = await session.execute(
        select(AlertRow.id, AlertRow.source).where(AlertRow.id.in_(sorted(ids)))
    )
    sources = {row.id: row.source for row in stored}
    fresh = []
    for alert in alerts:
        if alert.id not in sources:
            sources[alert.id] = alert.source
            fresh.append(alert)
        elif sources[alert.id] != alert.source:
            # Taken for a repetition it would be struck from the queue of whoever sent it.
            refuse(alert, "its id is one of another source")
    return fresh


def _take_over(
    row: IncidentRecord, alert: Alert, measured: dict[str, Any], received_at: datetime
) -> None:
    for name, value in _of_alert(alert, measured, received_at).items():
        setattr(row, name, value)


def _of_alert(alert: Alert, measured: dict[str, Any], received_at: datetime) -> dict[str, Any]:
    """Return what an incident says of the last alert that counted."""
    data = alert.data
    return {
        "epoch": data.epoch,
        "seq": data.seq,
        "source": alert.source,
        "severity": int(data.severity),
        "updated_at": alert.time,
        "alert_id": alert.id,
        "decoded_at": data.decoded_at,
        "received_at": received_at,
        "time_source": data.time_source.value,
        "measurement": measured,
        "model": data.model.model_dump(mode="json"),
    }


def _alert_row(alert: Alert, incident_id: str, received_at: datetime) -> dict[str, Any]:
    return {
        "id": alert.id,
        "claimed_incident_id": alert.data.incident_id,
        "incident_id": incident_id,
        "kind": alert.kind.value,
        "source": alert.source,
        "epoch": alert.data.epoch,
        "seq": alert.data.seq,
        "region": alert.data.region,
        "captured_at": alert.time,
        "received_at": received_at,
        "body": JsonText(alert.model_dump_json()),
    }


async def _name_pictures(
    session: AsyncSession, pictures: Sequence[dict[str, object]], now: datetime
) -> None:
    # Whatever the alert says, a picture is stored once its bytes are here and not before.
    status = EvidenceStatus.PENDING.value
    types = {str(picture["sha256"]): picture["media_type"] for picture in pictures}
    named = [
        {"sha256": sha256, "status": status, "named_at": now, "media_type": types[sha256]}
        for sha256 in sorted(types)
    ]
    links = [{key: one[key] for key in _LINK_COLUMNS} for one in pictures]
    await session.run_sync(insert_rows, EvidenceRow, named, ignore=True)
    await session.run_sync(insert_rows, IncidentEvidenceRow, links, ignore=True)
