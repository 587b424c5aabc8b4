"""Where operators' wishes wait for nodes, and answers for operators."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.feed.notifier import Notifier
from command_center.finding.wish import LIFE, Wish
from command_center.registry.credential_box import CredentialBox
from command_center.store.database import Database
from command_center.store.finding_job_row import FindingJobRow
from command_center.store.finding_node_row import FindingNodeRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart, Refused
from sharp_eyes.finding.finding_job import FindingAnswer, FindingJob
from sharp_eyes.identifiers import UlidSource

KEPT = timedelta(minutes=15)
"""How long what came of it can be looked at."""
LISTENING = timedelta(seconds=60)
"""A node that asked for tasks since then takes them; it asks at least every 35 s."""
MAX_OPEN = 4
"""Tasks that one person may have under way."""
MAX_WAITING_NODE = 20
LOOK_S = 2.0
"""Another process of the centre may have been asked: the database is looked at so often."""
PURGE_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class FindingNode:
    """A node that takes tasks, or did.

    Attributes:
        name: Its name.
        listening: Whether it takes them now.
    """

    name: str
    listening: bool


class FindingDesk:
    """Keeps tasks until a node takes them, and answers until they have been looked at.

    In the database, so that it does not matter which process of the centre a node asks.

    Args:
        database: Where.
        box: Seals user names and passwords while they wait.
        clock: Time.
        ulids: Names tasks.
    """

    def __init__(
        self, database: Database, box: CredentialBox, clock: Clock, ulids: UlidSource
    ) -> None:
        self._database = database
        self._box = box
        self._clock = clock
        self._ulids = ulids
        self.changed = Notifier()
        self._closed = asyncio.Event()

    def close(self) -> None:
        """Send home the nodes that wait for tasks, and let none wait from now on."""
        self._closed.set()
        self.changed.wake()

    async def nodes(self, session: AsyncSession) -> list[FindingNode]:
        """List the nodes that take tasks, by name."""
        rows = (await session.scalars(select(FindingNodeRow).order_by(FindingNodeRow.name))).all()
        busy = set(
            await session.scalars(
                select(FindingJobRow.node).where(
                    FindingJobRow.taken_at.is_not(None),
                    FindingJobRow.answered_at.is_(None),
                    FindingJobRow.deadline > self._clock.now(),
                )
            )
        )
        since = self._clock.now() - LISTENING
        return [FindingNode(row.name, row.seen_at >= since or row.name in busy) for row in rows]

    async def ask(self, session: AsyncSession, user_id: int, wish: Wish) -> FindingJobRow:
        """Put a wish in line; call ``changed.wake`` after the commit.

        Args:
            session: A writing session.
            user_id: Who asks.
            wish: What.

        Raises:
            MissingPart: no such node takes tasks now.
            Refused: too many are under way.
        """
        if not any(one.listening and one.name == wish.node for one in await self.nodes(session)):
            raise MissingPart(
                Bilingual(f"节点 {wish.node} 未在线", f"the node {wish.node} takes no tasks now"),
                next_step=Bilingual(
                    "请确认该节点的 sharp-eyes worker 正在运行",
                    "see that its sharp-eyes worker runs",
                ),
            )
        now = self._clock.now()
        waiting = (FindingJobRow.answered_at.is_(None), FindingJobRow.deadline > now)
        count = select(func.count()).select_from(FindingJobRow)
        own = await session.scalar(count.where(FindingJobRow.user_id == user_id, *waiting))
        there = await session.scalar(count.where(FindingJobRow.node == wish.node, *waiting))
        if (own or 0) >= MAX_OPEN or (there or 0) >= MAX_WAITING_NODE:
            raise Refused(
                Bilingual("进行中的查找过多", "too many looks and searches are under way"),
                next_step=Bilingual("请等前面的完成", "wait until one is done"),
            )
        row = FindingJobRow(
            id=self._ulids.new(),
            node=wish.node,
            kind=wish.kind.value,
            user_id=user_id,
            request={
                "address": wish.address,
                "hosts": list(wish.hosts),
                "whole": wish.whole,
                "guarded_hosts": list(wish.guarded_hosts),
                "certificate_sha256": wish.certificate_sha256,
            },
            sealed=self._box.seal(wish.username, wish.password) if wish.username else None,
            created_at=now,
            deadline=now + LIFE[wish.kind],
        )
        session.add(row)
        await session.flush()
        return row

    async def of(self, session: AsyncSession, user_id: int, job_id: str) -> FindingJobRow | None:
        """Return a task of somebody's own, or none."""
        row = await session.get(FindingJobRow, job_id)
        return row if row is not None and row.user_id == user_id else None

    async def next(self, node: str, wait_s: float) -> FindingJob | None:
        """Give a node its next task, waiting for one so long.

        Args:
            node: Which.
            wait_s: 0 for not at all.
        """
        await self._note(node)
        until_s = self._clock.monotonic_s() + wait_s
        while not self._closed.is_set():
            seen = self.changed.count
            if await self._has_waiting(node):
                job = await self._take(node)
                if job is not None:
                    return job
            left_s = until_s - self._clock.monotonic_s()
            if left_s <= 0:
                return None
            await self.changed.wait(seen, min(LOOK_S, left_s))
        return None

    async def put_still(self, node: str, job_id: str, jpeg: bytes) -> bool:
        """Keep a task's still; False where nobody waits for it."""
        async with self._database.write() as session:
            row = await self._open(session, node, job_id)
            if row is not None:
                row.still = jpeg
        return row is not None

    async def put_answer(self, node: str, job_id: str, answer: FindingAnswer) -> bool:
        """Keep a task's answer; False where nobody waits for it."""
        async with self._database.write() as session:
            row = await self._open(session, node, job_id)
            if row is not None:
                row.answer = answer.model_dump(mode="json", exclude_none=True)
                row.answered_at = self._clock.now()
        self.changed.wake()
        return row is not None

    async def purge(self) -> None:
        """Forget what nobody will look at any more."""
        async with self._database.write() as session:
            old = FindingJobRow.created_at < self._clock.now() - KEPT
            await session.execute(delete(FindingJobRow).where(old))

    async def run(self) -> None:
        """Purge until cancelled."""
        while True:
            await self.purge()
            await asyncio.sleep(PURGE_EVERY_S)

    async def _note(self, node: str) -> None:
        """Note that a node asks; not once nobody waits any more, however long its turn takes."""

        async def write() -> None:
            async with self._database.write() as session:
                await session.merge(FindingNodeRow(name=node, seen_at=self._clock.now()))

        writing = asyncio.create_task(write(), name=f"finding-note-{node}")
        closed = asyncio.create_task(self._closed.wait(), name="finding-closed")
        try:
            await asyncio.wait({writing, closed}, return_when=asyncio.FIRST_COMPLETED)
            if writing.done():
                writing.result()
        finally:
            writing.cancel()
            closed.cancel()
            await asyncio.gather(writing, closed, return_exceptions=True)

    async def _has_waiting(self, node: str) -> bool:
        async with self._database.read() as session:
            return bool(await self._waiting(session, node))

    async def _waiting(self, session: AsyncSession, node: str) -> Sequence[FindingJobRow]:
        rows = await session.scalars(
            select(FindingJobRow)
            .where(
                FindingJobRow.node == node,
                FindingJobRow.taken_at.is_(None),
                FindingJobRow.deadline > self._clock.now(),
            )
            .order_by(FindingJobRow.id)
            .limit(1)
        )
        return rows.all()

    async def _take(self, node: str) -> FindingJob | None:
        # Writers take turns, on PostgreSQL too: nobody else takes the same one.
        async with self._database.write() as session:
            rows = await self._waiting(session, node)
            if not rows:
                return None
            row = rows[0]
            username, password = "", ""
            if row.sealed is not None:
                username, password = self._box.open(row.sealed, "finding")
            row.taken_at, row.sealed = self._clock.now(), None
            return FindingJob.model_validate(
                row.request
                | {
                    "id": row.id,
                    "kind": row.kind,
                    "deadline": row.deadline,
                    "username": username,
                    "password": SecretStr(password),
                }
            )

    async def _open(self, session: AsyncSession, node: str, job_id: str) -> FindingJobRow | None:
        row = await session.get(FindingJobRow, job_id)
        if row is None or row.node != node or row.taken_at is None or row.answered_at is not None:
            return None
        return row if row.deadline > self._clock.now() else None
