"""One SQLite transaction: all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what happens inside, or undo it when an exception leaves or the commit fails.

    ``BEGIN IMMEDIATE`` takes the write lock at once, so that a commit never fails for a lock that
    another reader turned into a write in between.

    Args:
        connection: Opened with ``isolation_level=None``.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors, a full disk among them, SQLite has undone it by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
