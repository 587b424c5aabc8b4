"""Purges what has outlived its set life."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from command_center.audit.audit_trail import AuditTrail
from command_center.evidence.evidence_store import EvidenceStore
from command_center.retention.audit_purge import AuditPurge
from command_center.retention.evidence_purge import EvidencePurge
from command_center.retention.feed_purge import FeedPurge
from command_center.retention.incident_purge import IncidentPurge
from command_center.retention.purge import Purge
from command_center.retention.retention_settings import RetentionSettings
from command_center.retention.shift_purge import ShiftPurge
from command_center.retention.task_purge import TaskPurge
from command_center.store.database import Database
from sharp_eyes.clock import Clock

MAX_BATCHES = 20
"""Of each kind in one run: a town that has purged for the first time after years goes on next
time."""


class Retention:
    """Runs the purges, in the order in which one thing lets go of another.

    Args:
        purges: Pictures and tasks first, then their incidents, the trail last.
    """

    def __init__(self, purges: Sequence[Purge]) -> None:
        self._purges = tuple(purges)

    @classmethod
    def of(
        cls,
        settings: RetentionSettings,
        database: Database,
        store: EvidenceStore,
        trail: AuditTrail,
        clock: Clock,
    ) -> Retention:
        """Put it together.

        Args:
            settings: Lives.
            database: Holds rows.
            store: Holds pictures and clips.
            trail: Everything that goes is written down in it.
            clock: Time.
        """
        audit = trail.log
        return cls(
            (
                EvidencePurge(database, store, audit, clock, settings.evidence),
                TaskPurge(database, audit, clock, settings.tasks),
                IncidentPurge(database, audit, clock, settings.incidents),
                ShiftPurge(database, audit, clock, settings.shifts),
                FeedPurge(database, audit, clock, settings.feed),
                AuditPurge(database, trail, clock, settings.audit),
            )
        )

    async def run_once(self) -> None:
        """Purge what is due; others write between two batches."""
        for purge in self._purges:
            for _ in range(MAX_BATCHES):
                if not await purge.batch():
                    break
                await asyncio.sleep(0)
