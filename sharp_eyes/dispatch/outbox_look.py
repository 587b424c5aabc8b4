"""Looks into an outbox from outside, beside the worker that may be running."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.dead_letter import DeadLetter
from sharp_eyes.dispatch.dead_letters import DeadLetters
from sharp_eyes.dispatch.errors import OutboxDamaged
from sharp_eyes.dispatch.incident_table import IncidentTable
from sharp_eyes.dispatch.outbox_schema import connect
from sharp_eyes.dispatch.transaction import transaction
from sharp_eyes.errors import BadInput


@dataclass(frozen=True, slots=True)
class OutboxLook:
    """What an outbox held at one moment.

    Attributes:
        waiting: Alerts that the centre has not acknowledged.
        pictures: Pictures and clips that it does not have yet.
        dead_letters: Alerts that it refused.
    """

    waiting: int
    pictures: int
    dead_letters: tuple[DeadLetter, ...]


def look_at(path: Path) -> OutboxLook:
    """Look into a shard's outbox; nothing is changed.

    Args:
        path: ``<state>/<shard>.sqlite``.

    Raises:
        BadInput: there is none.
        OutboxDamaged: it cannot be read.
    """
    with _opened(path) as database, transaction(database):
        waiting = database.execute("SELECT count(*) FROM outbox").fetchone()[0]
        pictures = database.execute(
            "SELECT count(*) FROM evidence_spool WHERE status = 'pending'"
        ).fetchone()[0]
        letters = DeadLetters(database, SystemClock()).all()
    return OutboxLook(waiting, pictures, tuple(letters))


def replay_letters(path: Path, alert_ids: Collection[str] | None) -> int:
    """Put dead letters back among the alerts that wait.

    A running worker notices at its next change, at the latest with its next health message.

    Args:
        path: ``<state>/<shard>.sqlite``.
        alert_ids: Which; none for all.

    Returns:
        How many.

    Raises:
        BadInput: there is no such outbox, or no such letter.
        OutboxDamaged: it cannot be read.
    """
    clock = SystemClock()
    with _opened(path) as database, transaction(database):
        return DeadLetters(database, clock).replay(alert_ids, IncidentTable(database, clock))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise BadInput(
            Bilingual(f"没有发件箱 {path}", f"there is no outbox {path}"),
            next_step=Bilingual(
                "给出 worker 的 --state 与 --shard", "name the worker's --state and --shard"
            ),
        )
    database = connect(path)
    try:
        yield database
    except sqlite3.Error as error:
        raise OutboxDamaged(path, str(error)) from error
    finally:
        database.close()
