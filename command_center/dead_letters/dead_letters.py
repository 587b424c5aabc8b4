"""What nodes keep of alerts that were refused, and what people decide about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.reach import dead_letters_in_reach
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.dead_letters.node_state import NodeState
from command_center.registry.directory_holder import DirectoryHolder
from command_center.store.dead_letter_row import DeadLetterRow
from command_center.store.node_row import NodeRow
from command_center.store.shard_row import ShardRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart, Refused
from sharp_eyes.node.dead_letter_news import DeadLetterNews
from sharp_eyes.node.dead_letter_orders import DeadLetterOrders
from sharp_eyes.node.dead_letter_report import DeadLetterReport

Order = Literal["send_again", "put_aside"]

_ACTS: dict[Order, AuditedAct] = {
    "send_again": AuditedAct.DEAD_LETTER_SENT_AGAIN,
    "put_aside": AuditedAct.DEAD_LETTER_PUT_ASIDE,
}


class DeadLetters:
    """The letters lie at the nodes, which tell of them; here stands what is to be done with them.

    A refused alert never came in, so its node alone has it. It reports all it keeps, time after
    time, and the answer to each report is what people have decided: nothing hangs on a message that
    may be lost, and whoever was away for long catches up by its next report. What was put aside
    waits for nobody any more, so that it leaves the list at once; it is kept for its node, and
    where that was removed, for nobody.

    Args:
        directory: Where shards have cameras.
        audit: Writes decisions down.
        clock: Time.
    """

    def __init__(self, directory: DirectoryHolder, audit: AuditLog, clock: Clock) -> None:
        self._directory = directory
        self._audit = audit
        self._clock = clock

    async def take(
        self, session: AsyncSession, node: str, shard: str, report: DeadLetterReport
    ) -> DeadLetterOrders:
        """Take a node's report over the one before it.

        Args:
            session: A writing session.
            node: Who reports.
            shard: Of which outbox.
            report: All that it keeps.

        Raises:
            MissingPart: there is no such shard.
        """
        owner = await session.get(ShardRow, shard)
        if owner is None:
            raise MissingPart(
                Bilingual(f"没有分片 {shard}", f"there is no shard {shard}"),
                next_step=Bilingual("检查分片名称", "check the shard's name"),
            )
        rows = await session.scalars(
            select(DeadLetterRow).where(DeadLetterRow.node == node, DeadLetterRow.shard == shard)
        )
        known = {row.alert_id: row for row in rows}
        news = {letter.id: letter for letter in report.letters}
        for alert_id, row in known.items():
            if alert_id not in news:
                await session.delete(row)
        for letter in news.values():
            former = known.get(letter.id)
            if former is None:
                await session.merge(self._row(node, owner, letter))
            elif former.refused_at != letter.refused_at:
                # Sent again, and refused once more: that is for somebody to decide anew.
                former.refused_at, former.reason = letter.refused_at, letter.reason
                former.ordered = former.ordered_at = former.ordered_by = None
                former.ordered_by_name = former.why = None
        ordered = [(row.ordered, row.alert_id) for row in known.values() if row.alert_id in news]
        return DeadLetterOrders(
            send_again=tuple(one for order, one in ordered if order == "send_again"),
            put_aside=tuple(one for order, one in ordered if order == "put_aside"),
        )

    async def listed(
        self, session: AsyncSession, viewer: Viewer, *, waiting: bool, limit: int
    ) -> tuple[Sequence[DeadLetterRow], int]:
        """List the letters that are the viewer's to see, newest first, and say how many there are.

        Args:
            session: A reading session.
            viewer: Who asks.
            waiting: Only those that are of use to somebody: without what was put aside.
            limit: At most so many.
        """
        theirs = dead_letters_in_reach(viewer)
        if waiting:
            theirs &= or_(DeadLetterRow.ordered.is_(None), DeadLetterRow.ordered != "put_aside")
        count = await session.scalar(select(func.count()).select_from(DeadLetterRow).where(theirs))
        rows = await session.scalars(
            select(DeadLetterRow)
            .where(theirs)
            .order_by(DeadLetterRow.refused_at.desc(), DeadLetterRow.alert_id.desc())
            .limit(limit)
        )
        return rows.all(), count or 0

    async def node_states(
        self, session: AsyncSession, rows: Sequence[DeadLetterRow]
    ) -> dict[str, NodeState]:
        """Say of the nodes that keep letters whether they will follow what is decided.

        Args:
            session: A reading session.
            rows: The letters.

        Returns:
            By the nodes' names.
        """
        names = {row.node for row in rows}
        known = set(await session.scalars(select(NodeRow.name).where(NodeRow.name.in_(names))))
        heard = select(ShardRow.node).where(ShardRow.node.in_(names), ShardRow.alive)
        alive = set(await session.scalars(heard))
        states = {name: NodeState.HEARD if name in alive else NodeState.SILENT for name in names}
        return states | dict.fromkeys(names - known, NodeState.REMOVED)

    async def node_removed(self, session: AsyncSession, node: str) -> None:
        """Forget what was put aside of a node that is to follow nothing any more."""
        await session.execute(
            delete(DeadLetterRow).where(
                DeadLetterRow.node == node, DeadLetterRow.ordered == "put_aside"
            )
        )

    async def order(
        self, session: AsyncSession, viewer: Viewer, ids: Collection[str], order: Order, why: str
    ) -> int:
        """Decide what is to become of letters; their nodes follow by their next reports.

        What is put aside of a node that was removed is gone at once. Should that node be let in
        again, it tells of it anew.

        Args:
            session: A writing session.
            viewer: Who decides.
            ids: Of the alerts; all within the viewer's reach.
            order: What.
            why: In their words.

        Returns:
            How many letters it is about.

        Raises:
            MissingPart: one is not there any more, or not theirs.
            Refused: one is to be sent again by a node that was removed.
        """
        rows = (
            await session.scalars(
                select(DeadLetterRow)
                .where(DeadLetterRow.alert_id.in_(sorted(ids)), dead_letters_in_reach(viewer))
                .order_by(DeadLetterRow.node, DeadLetterRow.alert_id)
            )
        ).all()
        if {row.alert_id for row in rows} != set(ids):
            raise MissingPart(
                Bilingual("有死信已不存在，或不在您的辖区内", "a letter is gone, or not yours"),
                next_step=Bilingual("刷新列表后重试", "reload the list and try again"),
            )
        states = await self.node_states(session, rows)
        gone = sorted(node for node, state in states.items() if state is NodeState.REMOVED)
        if gone and order == "send_again":
            raise Refused(
                Bilingual(
                    f"节点 {gone[0]} 已移除，无法重发",
                    f"node {gone[0]} was removed: nobody can send its alerts again",
                ),
                next_step=Bilingual(
                    "可搁置；节点若重新启用（签发令牌），即可重发",
                    "put them aside; or issue the node a token, so that it sends them",
                ),
            )
        for row in rows:
            row.ordered, row.ordered_at, row.why = order, self._clock.now(), why
            row.ordered_by, row.ordered_by_name = viewer.username, viewer.display_name
            self._audit.add(
                session,
                viewer,
                _ACTS[order],
                f"alert/{row.alert_id}",
                f"{row.node}/{row.shard}: {row.reason[:200]}: {why}",
                camera_id=row.camera_id,
            )
            if row.node in gone:
                await session.delete(row)
        return len(rows)

    def _row(self, node: str, owner: ShardRow, letter: DeadLetterNews) -> DeadLetterRow:
        # A node says nothing of towns where it has no part, also not to those who work there.
        town = letter.region[:9]
        home = f"{owner.county or letter.region[:6]}{owner.town or letter.region[6:9]}"
        theirs = town == home or (owner.id, town) in self._directory.current.shard_towns
        return DeadLetterRow(
            node=node,
            alert_id=letter.id,
            shard=owner.id,
            camera_id=letter.camera,
            kind=letter.kind.value,
            region=letter.region if theirs else f"{home}000",
            captured_at=letter.captured_at,
            refused_at=letter.refused_at,
            reason=letter.reason,
        )
