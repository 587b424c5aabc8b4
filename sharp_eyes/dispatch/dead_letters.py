"""Alerts that the centre refused: kept, listed, sent again (contract C6)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime

from pydantic import ValidationError

from sharp_eyes.alert.alert import Alert
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.dead_letter import DeadLetter
from sharp_eyes.dispatch.incident_table import IncidentTable
from sharp_eyes.errors import BadInput


class DeadLetters:
    """The table ``dead_letter`` of an outbox's file; calls run inside the outbox's transactions.

    Args:
        connection: The outbox's connection.
        clock: Stamps them.
    """

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock
        self.count = 0
        self.recount()

    def recount(self) -> None:
        """Read from disk how many there are."""
        self.count = self._db.execute("SELECT count(*) FROM dead_letter").fetchone()[0]

    def bury(self, alert_id: str, reason: str) -> None:
        """Copy a waiting alert to the dead letters; one that does not wait is passed over."""
        self.count += self._db.execute(
            "INSERT OR IGNORE INTO dead_letter (alert_id, topic, body, reason, refused_at) "
            "SELECT alert_id, topic, body, ?, ? FROM outbox WHERE alert_id = ?",
            (reason, self._clock.now().isoformat(), alert_id),
        ).rowcount

    def all(self) -> list[DeadLetter]:
        """Return all, the oldest first."""
        return [
            DeadLetter(alert_id, topic, bytes(body), reason, datetime.fromisoformat(refused_at))
            for alert_id, topic, body, reason, refused_at in self._db.execute(
                "SELECT alert_id, topic, body, reason, refused_at FROM dead_letter ORDER BY row"
            )
        ]

    def replay(self, alert_ids: Collection[str] | None, incidents: IncidentTable) -> int:
        """Put dead letters back among the alerts that wait to be sent.

        Nothing but their place changes: id, order and moment stay what they were, so that the
        centre puts them where they belong, however late.

        Args:
            alert_ids: Which; none for all.
            incidents: Where the incidents are that they belong to.

        Returns:
            How many were put back.

        Raises:
            BadInput: an id is none of them, or what it names cannot be read any more.
        """
        chosen = [one for one in self.all() if alert_ids is None or one.alert_id in alert_ids]
        unknown = sorted(set(alert_ids or ()) - {one.alert_id for one in chosen})
        if unknown:
            raise BadInput(
                Bilingual(
                    f"死信中没有 {unknown[0]}", f"there is no dead letter with the id {unknown[0]}"
                ),
                next_step=Bilingual("先列出死信", "list them first: sharp-eyes outbox list"),
            )
        for one in chosen:
            self._put_back(one, incidents)
        return len(chosen)

    def put_aside(self, alert_ids: Collection[str]) -> int:
        """Forget letters; what is none of them is passed over.

        Returns:
            How many.
        """
        gone = 0
        for alert_id in alert_ids:
            gone += self._db.execute(
                "DELETE FROM dead_letter WHERE alert_id = ?", (alert_id,)
            ).rowcount
        self.count -= gone
        return gone

    def _put_back(self, letter: DeadLetter, incidents: IncidentTable) -> None:
        try:
            alert = Alert.model_validate_json(letter.body)
        except ValidationError as error:
            raise BadInput(
                Bilingual(
                    f"死信 {letter.alert_id} 已无法识别",
                    f"the dead letter {letter.alert_id} cannot be read by this version",
                ),
                next_step=Bilingual(
                    "查看其内容：sharp-eyes outbox show", "look at it: sharp-eyes outbox show"
                ),
            ) from error
        incidents.remember_ended(alert)
        self._db.execute(
            "INSERT OR IGNORE INTO outbox (alert_id, incident_id, phase, topic, body, size) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                letter.alert_id,
                alert.data.incident_id,
                alert.data.phase.value,
                letter.topic,
                letter.body,
                len(letter.body),
            ),
        )
        self._db.execute("DELETE FROM dead_letter WHERE alert_id = ?", (letter.alert_id,))
        self.count -= 1
