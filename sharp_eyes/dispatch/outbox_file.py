"""The outbox as it stands on disk: incidents, waiting alerts, dead letters (contracts C3, C6)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.evidence import EvidenceStatus
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.dead_letter import DeadLetter
from sharp_eyes.dispatch.dead_letters import DeadLetters
from sharp_eyes.dispatch.evidence_spool import EvidenceSpool
from sharp_eyes.dispatch.flights import Flights
from sharp_eyes.dispatch.incident_table import IncidentTable
from sharp_eyes.dispatch.merged_clips import with_clips_of
from sharp_eyes.dispatch.outbox_figures import OutboxFigures
from sharp_eyes.dispatch.outbox_limits import OutboxLimits
from sharp_eyes.dispatch.outbox_row import OutboxRow
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.dispatch.topics import alert_topic
from sharp_eyes.dispatch.transaction import transaction
from sharp_eyes.node.acknowledgement import Acknowledgement


class OutboxFile:
    """Everything the outbox does, in the one thread that owns its connection.

    What changes something (``record``, ``acknowledge``, ``settle_picture``, ``adopt``, ``replay``)
    is handed to ``together`` and happens in its transaction.

    Args:
        connection: From ``outbox_schema.connect``.
        clock: Its monotonic reading times sending again and the wait for pictures.
        limits: Caps.
        flights: Which rows are sent and not answered.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        clock: Clock,
        limits: OutboxLimits,
        flights: Flights | None = None,
    ) -> None:
        self._db = connection
        self._clock = clock
        self._limits = limits
        self._flights = flights if flights is not None else Flights(limit=limits.in_flight)
        self.spool = EvidenceSpool(connection, limits.spool_bytes)
        # Row → monotonic time until which it waits for its pictures. In memory: after a restart
        # the pictures have had their time.
        self._holds: dict[int, float] = {}
        self._incidents = IncidentTable(connection, clock)
        self._dead = DeadLetters(connection, clock)
        self._seen_version = self._data_version()
        self._rows = self._bytes = 0
        self._recount()

    def _recount(self) -> None:
        self._rows, self._bytes = self._db.execute(
            "SELECT count(*), coalesce(sum(size), 0) FROM outbox"
        ).fetchone()
        self._dead.recount()
        self.spool.recount()

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def notice_others(self) -> None:
        """Count anew where another process has changed the file: a command replayed letters."""
        version = self._data_version()
        if version != self._seen_version:
            self._seen_version = version
            self._recount()

    # Changes

    def together(self, changes: Sequence[Callable[[], object]]) -> list[object]:
        """Make changes in one transaction: one full sync is for all of them.

        Where one fails all are undone and each is made again, alone: nobody's failure is another's.

        Args:
            changes: Calls of this object's methods, in order.

        Returns:
            For each, in order, what it returned, or the exception that it raised.
        """
        try:
            with transaction(self._db):
                return [change() for change in changes]
        except Exception as error:
            self._recount()
            if len(changes) == 1:
                return [error]
        return [result for change in changes for result in self.together([change])]

    def record(self, incident: Incident, alert: Alert, pictures: Sequence[Picture]) -> None:
        """Write an incident's state, its alert and the alert's pictures.

        Args:
            incident: The state after this alert.
            alert: The alert that says so; ``data.incident_id`` is the incident's id.
            pictures: Files to send that the alert names.

        Raises:
            IncidentAlreadyOpen: ``new`` for a key that has an open incident.
            UnknownIncident: ``update`` or ``end`` of an incident that is not open here; an update
                whose incident says when it ended is one of an ended incident.
        """
        phase = alert.data.phase
        self._incidents.write(incident, phase)
        merged: list[tuple[int, bytes]] = []
        if phase is Phase.UPDATE:
            merged = self._updates_of(incident.incident_id)
            alert = with_clips_of(alert, [body for _row, body in merged])
        # Before those that it replaces go: what both name must not be thought unwanted.
        row = self._insert_row(alert, alert.model_dump_json().encode())
        self.spool.add(row, pictures, [one.sha256 for one in alert.data.evidence])
        self._delete_merged([number for number, _body in merged])
        self._keep_cap()
        # No alert waits for a clip (contract C7).
        if any(not picture.is_clip for picture in pictures):
            self._holds[row] = self._clock.monotonic_s() + self._limits.picture_wait_s

    def _insert_row(self, alert: Alert, body: bytes) -> int:
        row = self._db.execute(
            "INSERT INTO outbox (alert_id, incident_id, phase, topic, body, size) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                alert.id,
                alert.data.incident_id,
                alert.data.phase.value,
                alert_topic(alert.data.region, alert.kind),
                body,
                len(body),
            ),
        ).lastrowid
        self._rows += 1
        self._bytes += len(body)
        # There is one: the statement before has inserted it.
        return row or 0

    def _over_cap(self) -> bool:
        return self._rows > self._limits.rows or self._bytes > self._limits.size_bytes

    def _keep_cap(self) -> None:
        # New and end are never dropped: they may take the outbox over its cap, updates never do.
        while self._over_cap():
            found = self._db.execute("SELECT row FROM outbox WHERE phase = 'update' ORDER BY row")
            victims = [row for (row,) in found if row not in self._flights]
            if not victims:
                return
            excess = max(1, self._rows - self._limits.rows)
            self._delete_merged(victims[:excess])

    def _updates_of(self, incident_id: str) -> list[tuple[int, bytes]]:
        """Return the updates of an incident that were not sent yet: row and body."""
        found = self._db.execute(
            "SELECT row, body FROM outbox WHERE incident_id = ? AND phase = 'update'",
            (incident_id,),
        )
        return [(row, bytes(body)) for row, body in found if row not in self._flights]

    def _delete_merged(self, rows: Sequence[int]) -> None:
        for row in rows:
            pictures = list(self.spool.named_by(row))
            size = self._db.execute(
                "DELETE FROM outbox WHERE row = ? RETURNING size", (row,)
            ).fetchone()[0]
            self._rows -= 1
            self._bytes -= size
            self._holds.pop(row, None)
            self.spool.drop_merged(pictures)

    # Sending

    def take_due(self, limit: int) -> list[OutboxRow]:
        """Return what is to be sent now and count it as sent.

        Rows sent before and unanswered come first, then fresh ones in the order of recording. A
        row that waits for its pictures also holds back later rows of its incident, so that nobody
        hears of an end before the beginning. An incident waits until all of the one before it in
        the same place (camera, kind and zone) is answered: a message may be lost on its way, and
        whoever heard of the second without the end of the first would take the two for one.

        Args:
            limit: At most so many rows.
        """
        now_s = self._clock.monotonic_s()
        chosen = self._flights.due(now_s, limit)
        room = min(limit - len(chosen), self._flights.room)
        if room > 0:
            chosen += self._fresh(now_s, room)
        return self._sent(chosen, now_s)

    def _fresh(self, now_s: float, limit: int) -> list[int]:
        fresh: list[int] = []
        held_incidents: set[str] = set()
        unanswered: dict[tuple[str, str, str], str] = {}
        # At most ``in_flight`` rows and those that wait for them or for pictures are skipped, so
        # the scan ends early also when a hundred thousand wait.
        for row, incident_id, camera, kind, zone in self._db.execute(
            "SELECT o.row, o.incident_id, i.camera, i.kind, i.zone FROM outbox AS o "
            "JOIN incident AS i ON i.incident_id = o.incident_id ORDER BY o.row"
        ):
            if len(fresh) == limit:
                break
            if unanswered.setdefault((camera, kind, zone), incident_id) != incident_id:
                continue
            if row in self._flights or incident_id in held_incidents:
                continue
            if self._held(row, now_s):
                held_incidents.add(incident_id)
                continue
            fresh.append(row)
        return fresh

    def _held(self, row: int, now_s: float) -> bool:
        until_s = self._holds.get(row)
        if until_s is None:
            return False
        waits = EvidenceStatus.PENDING in self.spool.named_by(row).values()
        if waits and now_s < until_s:
            return True
        del self._holds[row]
        return False

    def _sent(self, rows: Sequence[int], now_s: float) -> list[OutboxRow]:
        found = {
            row: (alert_id, topic, bytes(body))
            for row, alert_id, topic, body in self._db.execute(
                "SELECT row, alert_id, topic, body FROM outbox "
                "WHERE row IN (SELECT value FROM json_each(?))",
                (json.dumps(rows),),
            )
        }
        statuses = self.spool.named_by_all(rows)
        sent = []
        for row in rows:
            alert_id, topic, body = found[row]
            attempt = self._flights.sent(row, now_s)
            body = _with_statuses(body, statuses.get(row, {}))
            sent.append(OutboxRow(row, alert_id, topic, body, attempt))
        return sent

    def next_due_s(self) -> float | None:
        """Return the monotonic time at which ``take_due`` may have something, none if unknown."""
        times = [self._flights.next_due_s()]
        if self._flights.room:
            times += self._holds.values()
        return min((time for time in times if time is not None), default=None)

    def connection_renewed(self) -> None:
        """Send everything unanswered again at once: nobody knows what the broker still had."""
        self._flights.forget_all()

    def hurry(self) -> None:
        """Send what was sent more than once again at once: the centre is back."""
        self._flights.hurry(self._clock.monotonic_s())

    # Answers

    def acknowledge(self, answer: Acknowledgement) -> None:
        """Remove what the centre stored; move what it refused to the dead letters.

        Ids that are not here are passed over: the centre answers each sending of an alert.
        """
        for refusal in answer.refused:
            self._dead.bury(refusal.id, refusal.reason)
        self._remove([*answer.stored, *(refusal.id for refusal in answer.refused)])
        self._incidents.forget_ended()
        self.spool.sweep()

    def _remove(self, alert_ids: Sequence[str]) -> None:
        for row, size in self._db.execute(
            "DELETE FROM outbox WHERE alert_id IN (SELECT value FROM json_each(?)) "
            "RETURNING row, size",
            (json.dumps(alert_ids),),
        ).fetchall():
            self._rows -= 1
            self._bytes -= size
            self._flights.answered(row)
            self._holds.pop(row, None)

    def settle_picture(self, sha256: str, status: EvidenceStatus) -> None:
        """Note that the centre has a picture, or that it will never have it."""
        self.spool.settle(sha256, status)
        self.spool.sweep()

    # Incidents and dead letters

    def open_incidents(self) -> list[Incident]:
        """Return the open incidents of cameras, oldest first."""
        return self._incidents.open()

    def incident_of(self, key: IncidentKey) -> Incident | None:
        """Return the open incident of a key, also of the shard itself, or none."""
        return self._incidents.open_of(key)

    def adopt(self, incidents: Iterable[Incident]) -> int:
        """Take over open incidents that the centre knows and this disk does not.

        Args:
            incidents: Open ones; those whose id or key is already here are passed over.

        Returns:
            How many were taken over.
        """
        return self._incidents.adopt(incidents)

    def dead_letters(self) -> list[DeadLetter]:
        """Return the alerts that the centre refused, the oldest first."""
        return self._dead.all()

    def replay(self, alert_ids: Collection[str] | None) -> int:
        """Send dead letters again; see ``DeadLetters.replay``."""
        count = self._dead.replay(alert_ids, self._incidents)
        self._recount()
        return count

    def put_aside(self, alert_ids: Collection[str]) -> int:
        """Forget dead letters; see ``DeadLetters.put_aside``."""
        return self._dead.put_aside(alert_ids)

    # Figures

    def figures(self) -> OutboxFigures:
        """Return what is held at the moment."""
        limits = self._limits
        fill = max(
            self._rows / limits.rows,
            self._bytes / limits.size_bytes,
            self.spool.size_bytes / limits.spool_bytes,
        )
        return OutboxFigures(
            waiting=self._rows,
            waiting_bytes=self._bytes,
            in_flight=len(self._flights),
            dead_letters=self._dead.count,
            pictures_waiting=self.spool.waiting,
            spool_bytes=self.spool.size_bytes,
            pictures_lost=self.spool.lost,
            nearly_full=fill >= limits.warn_share,
            fill=fill,
        )


def _with_statuses(body: bytes, statuses: dict[str, EvidenceStatus]) -> bytes:
    if not statuses:
        return body
    envelope = json.loads(body)
    for one in envelope["data"]["evidence"]:
        status = statuses.get(one["sha256"])
        if status is not None:
            one["status"] = status.value
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()
