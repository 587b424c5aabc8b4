"""Pictures and clips that wait for the centre (contract C7)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from sharp_eyes.alert.evidence import JPEG, MP4, EvidenceStatus
from sharp_eyes.dispatch.picture import Picture


class EvidenceSpool:
    """The spool inside an outbox's file; its calls run inside the outbox's transactions.

    Args:
        connection: The outbox's connection.
        cap_bytes: Beyond it clips are lost first, then the oldest pictures, those of alerts
            already acknowledged first.
    """

    def __init__(self, connection: sqlite3.Connection, cap_bytes: int) -> None:
        self._db = connection
        self._cap_bytes = cap_bytes
        self._size = 0
        self._waiting = 0
        self.lost = 0
        self.recount()

    @property
    def size_bytes(self) -> int:
        """Bytes of pictures that wait."""
        return self._size

    @property
    def waiting(self) -> int:
        """How many pictures wait."""
        return self._waiting

    def recount(self) -> None:
        """Read the figures from disk; after a transaction that was undone they are unsure."""
        self._waiting, self._size = self._db.execute(
            "SELECT count(*), coalesce(sum(size), 0) FROM evidence_spool WHERE status = 'pending'"
        ).fetchone()

    def add(self, row: int, pictures: Sequence[Picture], named: Collection[str]) -> None:
        """Keep an alert's pictures until the centre has them.

        Args:
            row: The alert's place in the outbox.
            pictures: Files to send; one that is already here is kept once.
            named: The sha256 of all pictures the alert names, also of those sent earlier.
        """
        for picture in pictures:
            if self.status(picture.sha256) is not None:
                continue
            self._db.execute(
                "INSERT INTO evidence_spool (sha256, media_type, status, size, picture) "
                "VALUES (?, ?, 'pending', ?, ?)",
                (picture.sha256, picture.media_type, len(picture.data), picture.data),
            )
            self._size += len(picture.data)
            self._waiting += 1
        self._db.executemany(
            "INSERT OR IGNORE INTO evidence_use (row, sha256) "
            "SELECT ?, sha256 FROM evidence_spool WHERE sha256 = ?",
            [(row, sha256) for sha256 in named],
        )
        self._keep_cap()

    def _keep_cap(self) -> None:
        while self._size > self._cap_bytes:
            victim = self._db.execute(
                "SELECT sha256 FROM evidence_spool AS s WHERE status = 'pending' "
                "ORDER BY media_type <> ?, "
                "EXISTS (SELECT 1 FROM evidence_use AS u WHERE u.sha256 = s.sha256), "
                "number LIMIT 1",
                (MP4,),
            ).fetchone()
            if victim is None:
                return
            self.settle(victim[0], EvidenceStatus.LOST)

    def status(self, sha256: str) -> EvidenceStatus | None:
        """Return what is known of a picture, none when it is not in the spool."""
        found = self._db.execute(
            "SELECT status FROM evidence_spool WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return EvidenceStatus(found[0]) if found else None

    def settle(self, sha256: str, status: EvidenceStatus) -> None:
        """Note that the centre has a picture, or that nobody will ever have it."""
        found = self._db.execute(
            "SELECT size FROM evidence_spool WHERE sha256 = ? AND status = 'pending'", (sha256,)
        ).fetchone()
        if found is None:
            return
        self._db.execute(
            "UPDATE evidence_spool SET status = ?, picture = NULL, size = 0 WHERE sha256 = ?",
            (status.value, sha256),
        )
        self._size -= found[0]
        self._waiting -= 1
        if status is EvidenceStatus.LOST:
            self.lost += 1

    def drop_merged(self, sha256s: Collection[str]) -> None:
        """Drop pictures of alerts merged away before they were sent: nobody will ask for them."""
        for sha256 in sha256s:
            found = self._db.execute(
                "DELETE FROM evidence_spool AS s WHERE sha256 = ? AND NOT EXISTS "
                "(SELECT 1 FROM evidence_use AS u WHERE u.sha256 = s.sha256) "
                "RETURNING size, status",
                (sha256,),
            ).fetchone()
            if found is not None and found[1] == EvidenceStatus.PENDING.value:
                self._size -= found[0]
                self._waiting -= 1

    def sweep(self) -> None:
        """Forget settled pictures that no waiting alert names."""
        self._db.execute(
            "DELETE FROM evidence_spool AS s WHERE status <> 'pending' AND NOT EXISTS "
            "(SELECT 1 FROM evidence_use AS u WHERE u.sha256 = s.sha256)"
        )

    def named_by(self, row: int) -> dict[str, EvidenceStatus]:
        """Return the pictures an alert names with their status, as far as they are here."""
        return self.named_by_all([row]).get(row, {})

    def named_by_all(self, rows: Sequence[int]) -> dict[int, dict[str, EvidenceStatus]]:
        """Return the same of many alerts, of those that name any."""
        named: dict[int, dict[str, EvidenceStatus]] = {}
        for row, sha256, status in self._db.execute(
            "SELECT u.row, s.sha256, s.status FROM evidence_use AS u JOIN evidence_spool AS s "
            "ON s.sha256 = u.sha256 WHERE u.row IN (SELECT value FROM json_each(?))",
            (json.dumps(rows),),
        ):
            named.setdefault(row, {})[sha256] = EvidenceStatus(status)
        return named

    def pending(self, *, clips: bool = False) -> list[str]:
        """Return the names of all stills that wait, oldest first.

        Args:
            clips: Those of the clips instead.
        """
        return [
            sha256
            for (sha256,) in self._db.execute(
                "SELECT sha256 FROM evidence_spool WHERE status = 'pending' "
                "AND (media_type = ?) = ? ORDER BY number",
                (MP4, clips),
            )
        ]

    def picture(self, sha256: str) -> Picture | None:
        """Return a waiting picture with its bytes, none when it waits no more."""
        found = self._db.execute(
            "SELECT picture, media_type FROM evidence_spool "
            "WHERE sha256 = ? AND status = 'pending'",
            (sha256,),
        ).fetchone()
        if found is None:
            return None
        return Picture(sha256, bytes(found[0]), MP4 if found[1] == MP4 else JPEG)
