"""What has to be done every few seconds."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from command_center.accounts.sessions import Sessions
from command_center.accounts.sign_in_limiter import SignInLimiter
from command_center.evidence.evidence_keeper import EvidenceKeeper
from command_center.feed.announcer import Announcer
from command_center.retention.retention import Retention
from command_center.stills.stills_audit import StillsAudit
from command_center.store.database import Database
from command_center.store.idempotency_key_row import IdempotencyKeyRow
from command_center.tasks.desk import TaskDesk
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError

LOOK_S = 5.0
PURGE_EVERY_S = 600.0
KEYS_KEPT = timedelta(days=7)
"""How long an ``Idempotency-Key`` is remembered (contract C16)."""

_log = structlog.get_logger(__name__)


class Housekeeping:
    """Tells of deadlines that pass, gives up on lost pictures, and ends what has lived long enough.

    Args:
        database: Where.
        desk: Knows overdue tasks.
        evidence: Knows pictures on their way.
        sessions: Knows sessions that are over.
        limiter: Knows sign-ins that failed long ago.
        stills: Knows looks that have ended.
        retention: Purges what has outlived its life.
        announcer: Told after commits.
        clock: Time.
    """

    def __init__(
        self,
        database: Database,
        desk: TaskDesk,
        evidence: EvidenceKeeper,
        sessions: Sessions,
        limiter: SignInLimiter,
        stills: StillsAudit,
        retention: Retention,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._database = database
        self._desk = desk
        self._evidence = evidence
        self._sessions = sessions
        self._limiter = limiter
        self._stills = stills
        self._retention = retention
        self._announcer = announcer
        self._clock = clock
        self._purged_s = float("-inf")
        self._troubled = False

    async def look(self) -> None:
        """Do once what is due."""
        async with self._database.write() as session:
            overdue = await self._desk.mark_overdue(session)
        if overdue:
            self._announcer.committed(overdue)
        await self._evidence.give_up()
        await self._end_lives()
        if self._clock.monotonic_s() - self._purged_s >= PURGE_EVERY_S:
            await self.purge()
            self._purged_s = self._clock.monotonic_s()

    async def _end_lives(self) -> None:
        """Do what the audit trail has to agree to; its troubles do not hold up the rest."""
        due = self._clock.monotonic_s() - self._purged_s >= PURGE_EVERY_S
        try:
            await self._stills.close_ended()
            if due:
                await self._retention.run_once()
        except (SharpEyesError, SQLAlchemyError, OSError) as error:
            if not self._troubled:
                _log.error("nothing is purged", reason=str(error))
            self._troubled = True
            return
        if self._troubled and due:
            _log.info("what has lived long enough is purged again")
            self._troubled = False

    async def purge(self) -> None:
        """Forget what need not be kept."""
        async with self._database.write() as session:
            await self._sessions.purge(session)
            await self._limiter.purge(session)
            await session.execute(
                delete(IdempotencyKeyRow).where(
                    IdempotencyKeyRow.created_at < self._clock.now() - KEYS_KEPT
                )
            )

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)
