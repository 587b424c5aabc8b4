"""The outbox's tables, and how its file is opened."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sharp_eyes.dispatch.errors import OutboxDamaged, OutboxTooNew

VERSION = 1
"""Version of the tables, kept in SQLite's ``user_version``."""

BUSY_TIMEOUT_S = 5.0
"""How long a statement waits for a lock, for example of a backup program that reads the file."""

_TABLES = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE incident (
    incident_id TEXT PRIMARY KEY,
    camera TEXT NOT NULL,
    kind TEXT NOT NULL,
    zone TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    severity INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    last_sent_at TEXT NOT NULL,
    value REAL NOT NULL,
    ended_at TEXT
) STRICT;
-- Contract C3: at most one is open per camera, kind and zone.
CREATE UNIQUE INDEX incident_open ON incident (camera, kind, zone) WHERE ended_at IS NULL;

CREATE TABLE outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    alert_id TEXT NOT NULL UNIQUE,
    incident_id TEXT NOT NULL REFERENCES incident (incident_id),
    phase TEXT NOT NULL CHECK (phase IN ('new', 'update', 'end')),
    topic TEXT NOT NULL,
    body BLOB NOT NULL,
    size INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_incident ON outbox (incident_id, row);
CREATE INDEX outbox_updates ON outbox (row) WHERE phase = 'update';

CREATE TABLE dead_letter (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    alert_id TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL,
    body BLOB NOT NULL,
    reason TEXT NOT NULL,
    refused_at TEXT NOT NULL
) STRICT;

-- The bytes are gone (NULL) once the centre has them or they are lost; the row stays while an
-- alert that is still to be sent names the picture, because that alert says its status.
CREATE TABLE evidence_spool (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'stored', 'lost')),
    size INTEGER NOT NULL,
    picture BLOB
) STRICT;
CREATE INDEX evidence_pending ON evidence_spool (number) WHERE status = 'pending';
CREATE INDEX evidence_settled ON evidence_spool (number) WHERE status <> 'pending';

CREATE TABLE evidence_use (
    row INTEGER NOT NULL REFERENCES outbox (row) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES evidence_spool (sha256),
    PRIMARY KEY (row, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_use_by_picture ON evidence_use (sha256);

CREATE TABLE detector_state (
    camera TEXT PRIMARY KEY,
    state BLOB NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open an outbox's file, making it and its tables where they are not there.

    The connection belongs to the calling thread. Transactions are opened by hand
    (``isolation_level=None``). ``synchronous=FULL`` makes a commit survive the loss of power.

    Args:
        path: The file; its folder exists.

    Raises:
        OutboxDamaged: the file is no readable outbox.
        OutboxTooNew: a newer version of the program wrote it.
    """
    connection = None
    try:
        # Made by us first, because SQLite would make it readable for everybody.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if found > VERSION:
            raise OutboxTooNew(path, found, VERSION)
        if found == 0:
            connection.executescript(
                f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
            )
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise OutboxDamaged(path, str(error)) from error
    except OutboxTooNew:
        if connection is not None:
            connection.close()
        raise
    return connection
