"""Keeps the mirror of the trail's head up to date."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.anchor import Anchor, AnchorName
from command_center.audit.audit_entry import ORIGIN
from command_center.audit.audit_public_key import AuditPublicKey
from command_center.audit.chain import read_anchor
from command_center.audit.mirror import Mirror
from command_center.feed.notifier import Notifier
from command_center.store.audit_row import AuditRow
from command_center.store.database import Database
from sharp_eyes.clock import Clock
from sharp_eyes.errors import Damaged

_log = structlog.get_logger(__name__)

LOOK_S = 60.0
"""How often it looks without being woken: another process may have moved the head."""

REST_S = 0.2
"""Between two writings: many commits share one."""

TELL_EVERY_S = 3600.0
"""How often the head goes to the log; a log kept elsewhere is one more witness."""


class MirrorKeeper:
    """Writes the head to its mirror after it has moved, never before.

    A mirror that does not lie on the chain is left as it is, because it is the proof that the
    database was rolled back or cut.

    Args:
        database: Holds the head.
        mirror: The file.
        key: Whose signatures count.
        clock: Time.
    """

    def __init__(
        self, database: Database, mirror: Mirror, key: AuditPublicKey, clock: Clock
    ) -> None:
        self._database = database
        self._mirror = mirror
        self._key = key
        self._clock = clock
        self._woken = Notifier()
        self._turn = asyncio.Lock()
        self._written: Anchor | None = None
        self._troubled = False
        self._told_s = float("-inf")

    def moved(self, _head: Anchor) -> None:
        """Hear that the head has moved."""
        self._woken.wake()

    async def keep(self) -> bool:
        """Bring the mirror up to date.

        Returns:
            Whether it is; false is logged.
        """
        async with self._turn:
            try:
                # Read before the database is: another process may move both meanwhile, and a mirror
                # is never ahead of a database that was looked at after it.
                mirrored = await asyncio.to_thread(self._mirror.read)
                async with self._database.read() as session:
                    head = await session.run_sync(read_anchor, AnchorName.HEAD)
                    if head is None or head == self._written:
                        return True
                    trouble = await self._trouble(session, mirrored, head)
                if trouble is None and mirrored is not None:
                    replaced = await asyncio.to_thread(self._replace, mirrored, head)
                    self._written = head if replaced else None
            except (OSError, Damaged) as error:
                trouble = str(error)
        if trouble is not None:
            if not self._troubled:
                _log.error(
                    "the mirror of the audit trail's head is not written",
                    file=str(self._mirror.path),
                    reason=trouble,
                    next="sharp-eyes audit verify",
                )
            self._troubled = True
            return False
        if self._troubled:
            _log.info("the mirror of the audit trail's head is written again")
        self._troubled = False
        return True

    async def run(self) -> None:
        """Keep it until cancelled."""
        while True:
            seen = self._woken.count
            await self.keep()
            self._tell()
            await asyncio.sleep(REST_S)
            await self._woken.wait(seen, LOOK_S)

    async def _trouble(
        self, session: AsyncSession, mirrored: Anchor | None, head: Anchor
    ) -> str | None:
        """Return why the mirror must be left as it is; none when it may be replaced."""
        if mirrored is None:
            return "it was removed"
        if not mirrored.genuine(self._key):
            return "what it holds is not signed by this key"
        if not head.genuine(self._key):
            return "the head in the database is not signed by this key"
        if mirrored.position > head.position:
            return "it holds a later head than the database"
        if mirrored == self._written:
            return None
        if mirrored.position == 0:
            return None if mirrored.hash == ORIGIN else "what it holds is no head"
        checkpoint = await session.run_sync(read_anchor, AnchorName.CHECKPOINT)
        if checkpoint is not None and checkpoint.position == mirrored.position:
            known: str | None = checkpoint.hash
        else:
            known = await session.scalar(
                select(AuditRow.hash).where(AuditRow.id == mirrored.position)
            )
        if known != mirrored.hash:
            return "what it holds does not lie on the chain in the database"
        return None

    def _replace(self, mirrored: Anchor, head: Anchor) -> bool:
        with self._mirror.alone():
            # Another process may have been here since it was read; its head is as good as ours.
            same = self._mirror.read() == mirrored
            if same:
                self._mirror.write(head)
            return same

    def _tell(self) -> None:
        now_s, head = self._clock.monotonic_s(), self._written
        if head is not None and now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            _log.info("audit trail", head=head.position, hash=head.hash, signature=head.signature)
