"""The outbox as it stands on disk: incidents, waiting alerts, dead letters (contracts C3, C6)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence

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
        self._updates_dropped = 0
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

    # Recording

    def record(self, incident: Incident, alert: Alert, pictures: Sequence[Picture]) -> None:
        """Write an incident's state, its alert and the alert's pictures in one transaction.

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
        try:
            with transaction(self._db):
                self._incidents.write(incident, phase)
                if phase is Phase.UPDATE:
                    merged = self._updates_of(incident.incident_id)
                    alert = with_clips_of(alert, [body for _row, body in merged])
                # Before those that it replaces go: what both name must not be thought unwanted.
                row = self._insert_row(alert, alert.model_dump_json().encode())
                self.spool.add(row, pictures, [one.sha256 for one in alert.data.evidence])
                if phase is Phase.UPDATE:
                    self._delete_merged([number for number, _body in merged])
                self._keep_cap()
        except BaseException:
            self._recount()
            raise
        # No alert waits for a clip (contract C7).
        if any(not picture.is_clip for picture in pictures):
            self._holds[row] = self._clock.monotonic_s() + self._limits.picture_wait_s

    def _insert_row(self, alert: Alert, body: bytes) -> int:
        row = self._db.execute(
            "INSERT INTO outbox (alert_id, incident_id, phase, topic, body, size) "
            "VALUES (?, ?, ?, ?, ?, ?) RETURNING row",
            (
                alert.id,
                alert.data.incident_id,
                alert.data.phase.value,
                alert_topic(alert.data.region, alert.kind),
                body,
                len(body),
            ),
        ).fetchone()[0]
        self._rows += 1
        self._bytes += len(body)
        return int(row)

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
            self._updates_dropped += min(excess, len(victims))
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
        return [self._send(row, now_s) for row in chosen]

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

    def _send(self, row: int, now_s: float) -> OutboxRow:
        alert_id, topic, body = self._db.execute(
            "SELECT alert_id, topic, body FROM outbox WHERE row = ?", (row,)
        ).fetchone()
        statuses = self.spool.named_by(row)
        attempt = self._flights.sent(row, now_s)
        return OutboxRow(row, alert_id, topic, _with_statuses(bytes(body), statuses), attempt)

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
        try:
            with transaction(self._db):
                for alert_id in answer.stored:
                    self._remove(alert_id)
                for refusal in answer.refused:
                    self._dead.bury(refusal.id, refusal.reason)
                    self._remove(refusal.id)
                self._incidents.forget_ended()
                self.spool.sweep()
        except BaseException:
            self._recount()
            raise

    def _remove(self, alert_id: str) -> None:
        found = self._db.execute(
            "DELETE FROM outbox WHERE alert_id = ? RETURNING row, size", (alert_id,)
        ).fetchone()
        if found is None:
            return
        row, size = found
        self._rows -= 1
        self._bytes -= size
        self._flights.answered(row)
        self._holds.pop(row, None)

    def settle_picture(self, sha256: str, status: EvidenceStatus) -> None:
        """Note that the centre has a picture, or that it will never have it."""
        try:
            with transaction(self._db):
                self.spool.settle(sha256, status)
                self.spool.sweep()
        except BaseException:
            self.spool.recount()
            raise

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
        with transaction(self._db):
            return self._incidents.adopt(incidents)

    def dead_letters(self) -> list[DeadLetter]:
        """Return the alerts that the centre refused, the oldest first."""
        return self._dead.all()

    def replay(self, alert_ids: Collection[str] | None) -> int:
        """Send dead letters again; see ``DeadLetters.replay``."""
        try:
            with transaction(self._db):
                return self._dead.replay(alert_ids, self._incidents)
        finally:
            self._recount()

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
            updates_dropped=self._updates_dropped,
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
