"""The incidents that a batch of alerts may touch."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.intake.merge import Known
from command_center.store.alert_row import AlertRow
from command_center.store.incident_record import IncidentRecord
from command_center.store.incident_table import INCIDENTS, load_incidents
from sharp_eyes.alert.alert import Alert

_Key = tuple[str, str, str]


class KnownIncidents:
    """Looked up once a batch, kept up to date while the batch is merged.

    Args:
        rows: Incidents as this transaction read them.
        aliases: Claimed incident id → id of the incident it was merged into.
    """

    def __init__(self, rows: Sequence[IncidentRecord], aliases: dict[str, str]) -> None:
        self._aliases = aliases
        self._rows: dict[str, IncidentRecord] = {}
        self._by_key: dict[_Key, list[IncidentRecord]] = {}
        for row in rows:
            self.add(row)

    @classmethod
    async def load(cls, session: AsyncSession, alerts: Sequence[Alert]) -> KnownIncidents:
        """Read what a batch may touch: three queries, however many alerts."""
        claimed = sorted({alert.data.incident_id for alert in alerts})
        pairs = await session.execute(
            select(AlertRow.claimed_incident_id, AlertRow.incident_id)
            .where(AlertRow.claimed_incident_id.in_(claimed))
            .where(AlertRow.claimed_incident_id != AlertRow.incident_id)
            .distinct()
        )
        aliases = {row[0]: row[1] for row in pairs}
        columns = INCIDENTS.c
        named = sorted({*claimed, *aliases.values()})
        known = cls(await load_incidents(session, columns.id.in_(named)), aliases)
        # Whoever is known has no rival (``merge.decide``): most of a batch, under load.
        subjects = {one.subject for one in alerts if known.fact(one.data.incident_id) is None}
        if subjects:
            wanted = (columns.state == "open") & columns.subject.in_(sorted(subjects))
            for row in await load_incidents(session, wanted & columns.id.not_in(named)):
                known.add(row)
        return known

    def row(self, incident_id: str) -> IncidentRecord:
        """Return an incident by its own id."""
        return self._rows[incident_id]

    def add(self, row: IncidentRecord) -> None:
        """Take in a new incident."""
        self._rows[row.id] = row
        self._by_key.setdefault((row.subject, row.kind, row.zone), []).append(row)

    def remember(self, claimed: str, target: IncidentRecord) -> None:
        """Note which incident a claimed id stands for."""
        if claimed != target.id:
            self._aliases[claimed] = target.id

    def fact(self, claimed: str) -> Known | None:
        """Return what is known of the incident that a claimed id stands for."""
        return self.fact_of(
            self._rows.get(claimed) or self._rows.get(self._aliases.get(claimed, ""))
        )

    def is_of_another(self, alert: Alert) -> bool:
        """Tell whether the incident id that an alert claims is one of another subject or kind."""
        claimed = alert.data.incident_id
        row = self._rows.get(claimed) or self._rows.get(self._aliases.get(claimed, ""))
        return row is not None and (row.subject, row.kind) != (alert.subject, alert.kind.value)

    def rival_of(self, alert: Alert) -> IncidentRecord | None:
        """Return the open incident of the alert's key with another id, if there is one."""
        key = (alert.subject, alert.kind.value, alert.data.zone or "-")
        return next(
            (
                row
                for row in self._by_key.get(key, ())
                if row.state == "open" and row.id != alert.data.incident_id
            ),
            None,
        )

    @staticmethod
    def fact_of(row: IncidentRecord | None) -> Known | None:
        """Reduce a row to what the rules look at."""
        if row is None:
            return None
        return Known(id=row.id, order=(row.epoch, row.seq), open=row.state == "open")
