"""The trail put together: begun, written to, mirrored, and gone on with after a look."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from command_center.audit.acceptances import accepted_rows
from command_center.audit.anchor import Anchor, AnchorName, origin
from command_center.audit.audit_entry import ORIGIN, AuditEntry
from command_center.audit.audit_key import AuditKey
from command_center.audit.audit_log import AuditLog
from command_center.audit.audit_recorder import AuditRecorder
from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import Chain, read_anchor
from command_center.audit.finding import Fault, Finding, Report
from command_center.audit.mirror import MIRROR_FILE, Mirror
from command_center.audit.mirror_keeper import MirrorKeeper
from command_center.audit.row_check import RowCheck
from command_center.audit.verification import Verification, read_mirrors
from command_center.store.audit_row import AuditRow
from command_center.store.database import Database
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, Damaged, MissingPart

_log = structlog.get_logger(__name__)

_ROWS_PER_ENTRY = 15
"""Accepted rows that one entry names; their numbers have to fit into its detail."""


class AuditTrail:
    """One database's trail.

    Args:
        database: Holds it.
        key: Signs it.
        mirror: The mirror of its head.
        clock: Time.

    Attributes:
        log: Writes down what changes something, in the transaction of the change.
        recorder: Writes down what changes nothing else, many at a time.
        keeper: Keeps the mirror up to date.
        public_key: Enough to verify it.
    """

    def __init__(self, database: Database, key: AuditKey, mirror: Path, clock: Clock) -> None:
        self._database = database
        self._key = key
        self._chain = Chain(key)
        self._mirror = Mirror(mirror)
        self._clock = clock
        self.keeper = MirrorKeeper(database, self._mirror, key.public, clock)
        self.public_key = key.public
        self.log = AuditLog(self._chain, clock, self.keeper.moved)
        self.recorder = AuditRecorder(database, self.log)

    @classmethod
    def open(
        cls, database: Database, folder: Path, key: str | None, mirror: Path | None, clock: Clock
    ) -> AuditTrail:
        """Open the trail of a state folder; the key is made on first use.

        Args:
            database: Holds the trail.
            folder: The state folder; it exists.
            key: From the environment, or none for the folder's.
            mirror: The mirror's file; none for one in the folder.
            clock: Time.

        Raises:
            BadInput: the key given is none, or the mirror's folder is not there.
            Damaged: the key file holds none.
        """
        path = mirror or folder / MIRROR_FILE
        if not path.parent.is_dir():
            raise BadInput(
                Bilingual(
                    f"审计副本的目录 {path.parent} 不存在",
                    f"the folder of the audit mirror is not there: {path.parent}",
                ),
                next_step=Bilingual("先建立该目录", "make it first"),
            )
        return cls(database, AuditKey.from_folder(folder, key), path, clock)

    async def begin(self) -> None:
        """Begin the chain where there is none, over the rows that were there before.

        The mirror is written before: a kill in between leaves one that is behind, which is in
        order, and not none at all, which is not. A mirror that is there already belongs to another
        chain; it is left alone, and verifying tells.
        """
        async with self._database.read() as session:
            if await session.run_sync(read_anchor, AnchorName.HEAD) is not None:
                return
        now = self._clock.now()
        await asyncio.to_thread(self._write_first_mirror, origin(self._key, now))
        async with self._database.write() as session:
            head = await session.run_sync(self._chain.begin, now)
        if head is not None:
            _log.info("audit trail begun", head=head.position, key=head.key_id)
            await self.keeper.keep()

    async def check_head(self) -> None:
        """Say at the start what would otherwise show at the first sign-in.

        Raises:
            Damaged: the head is not signed by this key.
        """
        async with self._database.read() as session:
            head = await session.run_sync(read_anchor, AnchorName.HEAD)
        if head is None or not head.genuine(self._key.public):
            raise Damaged(
                Bilingual(
                    "审计链末端的签名与本机密钥不符",
                    "the head of the audit trail is not signed by this key",
                ),
                next_step=Bilingual(
                    "恢复原密钥（audit.key 或 SHARP_EYES_AUDIT_KEY）；若确需换用新密钥，"
                    "先运行 sharp-eyes audit verify，再运行 sharp-eyes audit accept",
                    "restore the key (audit.key or SHARP_EYES_AUDIT_KEY); to go on with another "
                    "one run sharp-eyes audit verify, then sharp-eyes audit accept",
                ),
            )

    def cut(self, session: Session, rows: Sequence[AuditRow]) -> Finding | None:
        """Remove the trail's first rows and leave a checkpoint, if they verify.

        Args:
            session: A writing session.
            rows: The first rows that are there, in order, without a gap.

        Returns:
            What is wrong with them, and nothing is removed; else none.
        """
        checkpoint = read_anchor(session, AnchorName.CHECKPOINT)
        if checkpoint is not None and not checkpoint.genuine(self._key.public):
            return Finding(
                Fault.CHECKPOINT,
                checkpoint.position,
                Bilingual("清理检查点的签名不符", "the checkpoint is not signed by this key"),
            )
        check = RowCheck(
            self._key.public,
            checkpoint.position if checkpoint else 0,
            checkpoint.hash if checkpoint else ORIGIN,
        )
        accepted = accepted_rows(session, self._key.public)
        for row in rows:
            finding = check.look(row)
            if finding is not None and finding.row not in accepted:
                return finding
        self._chain.cut(session, check.position, check.hash, self._clock.now())
        return None

    async def accept(self, who: str, reason: str) -> Report:
        """Go on after a person has looked: with what is there, and a row that says so.

        Args:
            who: Who has looked.
            reason: What they say of it.

        Returns:
            What was found, and is accepted now.

        Raises:
            MissingPart: there is no trail.
        """
        mirrors = await asyncio.to_thread(read_mirrors, [self._mirror.path])
        async with self._database.write() as session:
            report = await session.run_sync(Verification(self._key.public).run, mirrors)
            if report.head is None and not report.rows:
                raise MissingPart(
                    Bilingual("数据库中没有审计记录", "the database holds no audit trail"),
                    next_step=Bilingual("先启动一次指挥中心", "start the centre once"),
                )
            head = await session.run_sync(self._accept, report.findings, who, reason)
        await asyncio.to_thread(self._mirror.write, head)
        return report

    def _accept(
        self, session: Session, findings: Sequence[Finding], who: str, reason: str
    ) -> Anchor:
        now = self._clock.now()
        rows = [f"row:{one.row}" for one in findings if one.row is not None]
        faults = " ".join(sorted({one.fault.value for one in findings})) or "nothing"
        head: Anchor | None = None
        # One commit's seal is at its last row; each of these is sealed on its own.
        for start in range(0, max(1, len(rows)), _ROWS_PER_ENTRY):
            named = " ".join(rows[start : start + _ROWS_PER_ENTRY])
            entry = AuditEntry(
                at=now,
                who=who,
                what=AuditedAct.AUDIT_ACCEPTED.value,
                subject="audit",
                detail=f"{named} {faults}; key {self._key.public.id}; {reason}".strip(),
            )
            head = self._chain.accept(session, [entry], now)
        if head is None:
            raise AssertionError("an acceptance has at least one entry")
        return head

    def _write_first_mirror(self, head: Anchor) -> None:
        with self._mirror.alone():
            if not self._mirror.path.exists():
                self._mirror.write(head)
