"""Writes down what changes nothing else: views, openings, exports, searches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from command_center.audit.audit_entry import AuditEntry
from command_center.audit.audit_log import AuditLog
from command_center.store.database import Database
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError, TryAgain

_log = structlog.get_logger(__name__)

MAX_CALLS = 256
"""Calls that may wait to be written down; one call has at most 500 entries, the cameras of a
page."""

BATCH_ENTRIES = 1_000
"""Entries after which a batch takes no further call: the writers' turn is not held for long."""

PLACE_S = 2.0
"""How long a call waits for a place in line."""

WRITTEN_S = 10.0
"""How long it waits to be written."""


@dataclass(frozen=True, slots=True)
class _Call:
    entries: tuple[AuditEntry, ...]
    written: asyncio.Future[None]


class AuditRecorder:
    """Collects what many calls have to say and commits it together.

    An audited act does not go on unaudited: ``record`` returns once the entries are committed, and
    only then is anything shown. When the line is full, or the database does not take them, it
    raises, and nothing is shown. Nothing is ever dropped silently: a call that has given up may
    still find its entries written, which errs on the right side.

    While one batch is being committed the next one gathers; nobody waits for a timer.

    Args:
        database: Where.
        log: Chains.
    """

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log
        self._calls: asyncio.Queue[_Call] = asyncio.Queue(MAX_CALLS)
        self._failing = False

    async def record(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries down; they are committed when this returns.

        Raises:
            TryAgain: they are not, and the act must not go on.
        """
        if not entries:
            return
        call = _Call(tuple(entries), asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(PLACE_S):
                await self._calls.put(call)
            async with asyncio.timeout(WRITTEN_S):
                await call.written
        except TimeoutError:
            raise _behind() from None

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._write(await self._next_batch())

    async def _next_batch(self) -> list[_Call]:
        batch = [await self._calls.get()]
        count = len(batch[0].entries)
        while count < BATCH_ENTRIES and not self._calls.empty():
            batch.append(self._calls.get_nowait())
            count += len(batch[-1].entries)
        return batch

    async def _write(self, batch: Sequence[_Call]) -> None:
        try:
            async with self._database.write() as session:
                for call in batch:
                    for entry in call.entries:
                        self._log.put(session, entry)
        except (SQLAlchemyError, SharpEyesError, OSError) as error:
            if not self._failing:
                _log.error("audit trail cannot be written; nothing is shown", reason=str(error))
            self._failing = True
            for call in batch:
                if not call.written.done():
                    call.written.set_exception(_behind())
            return
        except BaseException:
            # Cancelled, or a defect: nobody is to wait for what will not come.
            for call in batch:
                if not call.written.done():
                    call.written.set_exception(_behind())
            raise
        if self._failing:
            _log.info("audit trail is written again")
        self._failing = False
        for call in batch:
            if not call.written.done():
                call.written.set_result(None)


def _behind() -> TryAgain:
    return TryAgain(
        Bilingual(
            "审计记录暂时无法写入，未经审计的画面与数据不予显示",
            "the audit trail cannot be written just now, and nothing is shown without it",
        ),
        next_step=Bilingual(
            "稍后重试；若持续出现请联系系统管理员",
            "try again; if it stays, tell the system administrator",
        ),
    )
