"""What purges share that go by age alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from command_center.audit.audit_log import AuditLog
from command_center.store.database import Database
from sharp_eyes.clock import Clock


class AgingPurge:
    """Base of a ``Purge`` whose rows have one life, counted from some moment of theirs.

    Args:
        database: Where.
        audit: Writes it down.
        clock: Time.
        life: Of a row.
    """

    def __init__(self, database: Database, audit: AuditLog, clock: Clock, life: timedelta) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self._life = life

    @property
    def _before(self) -> datetime:
        """What is as old as this has outlived its life."""
        return self._clock.now() - self._life
