"""The incidents that a shard owns, as they stand on its disk (contract C3)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.errors import IncidentAlreadyOpen, UnknownIncident

ENDED_STAY = timedelta(hours=1)
"""How long an ended incident is remembered after all of it was acknowledged."""

FORGET_EVERY_S = 60.0
"""Time between two looks for ended incidents to forget: each reads the whole table."""

_COLUMNS = (
    "incident_id, camera, kind, zone, opened_at, severity, epoch, seq, last_sent_at, value, "
    "ended_at"
)
_INSERT = f"INTO incident ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
_OF_SHARD = "camera LIKE 'shard/%'"


class IncidentTable:
    """The table ``incident`` of an outbox's file; its calls run inside the outbox's transactions.

    Args:
        connection: The outbox's connection.
        clock: Time.
    """

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock
        self._forget_at_s = 0.0

    def write(self, incident: Incident, phase: Phase) -> None:
        """Write an incident's state after an alert of the given phase.

        Raises:
            IncidentAlreadyOpen: ``new`` for a key that has an open incident.
            UnknownIncident: ``update`` or ``end`` of an incident that is not open here; an update
                whose incident says when it ended is one of an ended incident.
        """
        values = _values(incident)
        if phase is Phase.NEW:
            try:
                self._db.execute(f"INSERT {_INSERT}", values)
            except sqlite3.IntegrityError as error:
                raise IncidentAlreadyOpen(incident.key) from error
            return
        # A clip may follow an incident that has ended; nothing else may, and nothing reopens it.
        follows_end = phase is Phase.UPDATE and incident.ended_at is not None
        changed = self._db.execute(
            "UPDATE incident SET severity=?, epoch=?, seq=?, last_sent_at=?, value=?, ended_at=? "
            "WHERE incident_id=? AND (ended_at IS NOT NULL) = ?",
            (*values[5:], incident.incident_id, follows_end),
        ).rowcount
        if changed != 1:
            raise UnknownIncident(incident.incident_id)

    def remember_ended(self, alert: Alert) -> None:
        """Keep a place for the incident of an alert that comes back after it was forgotten."""
        data = alert.data
        subject = alert.camera_id or alert.subject
        incident = Incident(
            incident_id=data.incident_id,
            key=IncidentKey(subject, alert.kind, data.zone or "-"),
            opened_at=alert.time,
            severity=data.severity,
            epoch=data.epoch,
            seq=data.seq,
            last_sent_at=alert.time,
            value=data.measurement.value,
            ended_at=alert.time,
        )
        self._db.execute(f"INSERT OR IGNORE {_INSERT}", _values(incident))

    def open(self) -> list[Incident]:
        """Return the open incidents of cameras, oldest first."""
        return self._where(f"ended_at IS NULL AND NOT {_OF_SHARD} ORDER BY incident_id")

    def open_of(self, key: IncidentKey) -> Incident | None:
        """Return the open incident of a key, also of the shard itself, or none."""
        found = self._where(
            "ended_at IS NULL AND camera = ? AND kind = ? AND zone = ?",
            key.camera_id,
            key.kind.value,
            key.zone_id,
        )
        return found[0] if found else None

    def _where(self, condition: str, *values: object) -> list[Incident]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM incident WHERE {condition}", values)
        return [_incident(row) for row in rows]

    def adopt(self, incidents: Iterable[Incident]) -> int:
        """Take over open incidents; those whose id or key is already here are passed over.

        Returns:
            How many were taken over.
        """
        return sum(
            self._db.execute(f"INSERT OR IGNORE {_INSERT}", _values(incident)).rowcount
            for incident in incidents
        )

    def forget_ended(self) -> None:
        """Let go of ended incidents of which nothing is left to send.

        They stay a while, so that an older list of the centre's open ones cannot bring them back.
        """
        now_s = self._clock.monotonic_s()
        if now_s < self._forget_at_s:
            return
        self._forget_at_s = now_s + FORGET_EVERY_S
        before = (self._clock.now() - ENDED_STAY).isoformat()
        self._db.execute(
            "DELETE FROM incident AS i WHERE ended_at < ? "
            "AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.incident_id = i.incident_id)",
            (before,),
        )


def _values(incident: Incident) -> tuple[object, ...]:
    return (
        incident.incident_id,
        incident.key.camera_id,
        incident.key.kind.value,
        incident.key.zone_id,
        incident.opened_at.isoformat(),
        int(incident.severity),
        incident.epoch,
        incident.seq,
        incident.last_sent_at.isoformat(),
        incident.value,
        incident.ended_at.isoformat() if incident.ended_at else None,
    )


def _incident(values: Sequence[object]) -> Incident:
    (ident, camera, kind, zone, opened, severity, epoch, seq, sent, value, ended) = values
    return Incident(
        incident_id=str(ident),
        key=IncidentKey(str(camera), IncidentKind(str(kind)), str(zone)),
        opened_at=datetime.fromisoformat(str(opened)),
        severity=Severity(int(str(severity))),
        epoch=int(str(epoch)),
        seq=int(str(seq)),
        last_sent_at=datetime.fromisoformat(str(sent)),
        value=float(str(value)),
        ended_at=datetime.fromisoformat(str(ended)) if ended else None,
    )
