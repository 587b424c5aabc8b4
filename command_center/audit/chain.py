"""Appends to the chain, in the transaction of what is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from command_center.audit.anchor import Anchor, AnchorName, seal
from command_center.audit.audit_entry import ORIGIN, AuditEntry
from command_center.audit.audit_key import AuditKey
from command_center.audit.audited_act import AuditedAct
from command_center.store.audit_anchor_row import AuditAnchorRow
from command_center.store.audit_row import AuditRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged

_PAGE = 2_000

MACHINE = "machine"


class Chain:
    """The one place that writes rows of the trail.

    All methods want a session that writes: writers take turns (``Database.write``), also those of
    other processes, so that whoever reads the head is the only one who can move it.

    Args:
        key: Signs.
    """

    def __init__(self, key: AuditKey) -> None:
        self._key = key

    def append(self, session: Session, entries: Sequence[AuditEntry], at: datetime) -> Anchor:
        """Add entries behind the head and move it.

        Args:
            session: A writing session.
            entries: In order; at least one.
            at: The moment of signing, UTC.

        Returns:
            The new head.

        Raises:
            Damaged: the chain has not begun, or its head is not signed by this key: then somebody
                else wrote it, and going on would vouch for what they wrote.
        """
        head = read_anchor(session, AnchorName.HEAD)
        if head is None or not head.genuine(self._key.public):
            raise _not_ours(head)
        return self._append_behind(session, head.position, head.hash, entries, at)

    def begin(self, session: Session, at: datetime) -> Anchor | None:
        """Begin the chain, over the rows that were there before it.

        Returns:
            Its head; none when it had begun already.
        """
        if read_anchor(session, AnchorName.HEAD) is not None:
            return None
        position, previous, count = 0, ORIGIN, 0
        for rows in _pages(session):
            hashes = []
            for row in rows:
                position, count = row.id, count + 1
                previous = AuditEntry.of(row).hash(position, previous)
                hashes.append({"id": position, "hash": previous})
            session.execute(update(AuditRow), hashes)
        entry = AuditEntry(
            at=at,
            who=MACHINE,
            what=AuditedAct.AUDIT_BEGUN.value,
            subject="audit",
            detail=f"over {count} earlier rows, up to row {position}; key {self._key.public.id}",
        )
        return self._append_behind(session, position, previous, [entry], at)

    def accept(self, session: Session, entries: Sequence[AuditEntry], at: datetime) -> Anchor:
        """Go on behind the last row that is there, whatever the head said.

        For a person who has looked at what ``audit verify`` found; the entries say so.
        """
        checkpoint = read_anchor(session, AnchorName.CHECKPOINT)
        if checkpoint is not None and not checkpoint.genuine(self._key.public):
            # Of an earlier key: what it says is vouched for anew.
            checkpoint = Anchor.sign(
                self._key, AnchorName.CHECKPOINT, checkpoint.position, checkpoint.hash, at
            )
            write_anchor(session, checkpoint)
        position, previous = (checkpoint.position, checkpoint.hash) if checkpoint else (0, ORIGIN)
        ids = select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)
        last = session.execute(ids).one_or_none()
        # A row written past the system bears no hash; the chain goes on from the one before it.
        chained = session.execute(ids.where(AuditRow.hash.is_not(None))).one_or_none()
        position = last.id if last is not None else position
        previous = chained.hash if chained is not None else previous
        return self._append_behind(session, position, previous, entries, at)

    def cut(self, session: Session, position: int, row_hash: str, at: datetime) -> None:
        """Remove all rows up to one, and sign where the chain begins now."""
        write_anchor(session, Anchor.sign(self._key, AnchorName.CHECKPOINT, position, row_hash, at))
        session.execute(
            delete(AuditRow)
            .where(AuditRow.id <= position)
            .execution_options(synchronize_session=False)
        )

    def _append_behind(
        self,
        session: Session,
        position: int,
        previous: str,
        entries: Sequence[AuditEntry],
        at: datetime,
    ) -> Anchor:
        rows: list[dict[str, Any]] = []
        for entry in (one.fitted() for one in entries):
            position += 1
            previous = entry.hash(position, previous)
            rows.append({"id": position, "hash": previous, "seal": None} | entry.values())
        rows[-1]["seal"] = seal(self._key, position, previous, rows[-1]["at"])
        session.execute(insert(AuditRow), rows)
        head = Anchor.sign(self._key, AnchorName.HEAD, position, previous, at)
        write_anchor(session, head)
        return head


def read_anchor(session: Session, name: AnchorName) -> Anchor | None:
    """Return a signed place, or none; nothing is checked."""
    table = AuditAnchorRow.__table__
    row = session.execute(select(table).where(table.c.name == name.value)).one_or_none()
    if row is None:
        return None
    return Anchor(name, row.position, row.hash, row.at, row.key_id, row.signature)


def write_anchor(session: Session, anchor: Anchor) -> None:
    """Put a signed place in the place of the former."""
    table = AuditAnchorRow.__table__
    values = {
        "position": anchor.position,
        "hash": anchor.hash,
        "at": anchor.at,
        "key_id": anchor.key_id,
        "signature": anchor.signature,
    }
    name = anchor.name.value
    # The only writer has its turn: nothing can come between.
    known = session.scalar(select(table.c.name).where(table.c.name == name))
    if known is None:
        session.execute(insert(AuditAnchorRow), [values | {"name": name}])
    else:
        session.execute(
            update(AuditAnchorRow)
            .where(AuditAnchorRow.name == name)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _pages(session: Session) -> Iterator[list[AuditRow]]:
    after = 0
    while True:
        query = select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id).limit(_PAGE)
        rows = list(session.scalars(query))
        if not rows:
            return
        yield rows
        after = rows[-1].id
        session.expunge_all()


def _not_ours(head: Anchor | None) -> Damaged:
    if head is None:
        message = Bilingual("审计链尚未建立", "the audit trail's chain has not begun")
    else:
        message = Bilingual(
            "审计链末端的签名与本机密钥不符，为免掩盖篡改，拒绝继续记录",
            "the end of the audit trail is not signed by this key; nothing is added to it, so that "
            "nothing is covered up",
        )
    return Damaged(
        message,
        next_step=Bilingual(
            "运行 sharp-eyes audit verify 查看；确认无误后运行 sharp-eyes audit accept",
            "run sharp-eyes audit verify; once a person has looked, sharp-eyes audit accept",
        ),
    )
