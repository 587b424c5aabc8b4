"""Holds rows against the chain, one after another."""

from __future__ import annotations

from collections.abc import Mapping

from command_center.audit.anchor import Anchor, seal_is_forged
from command_center.audit.audit_entry import AuditEntry
from command_center.audit.audit_public_key import AuditPublicKey
from command_center.audit.finding import Fault, Finding
from command_center.store.audit_row import AuditRow
from sharp_eyes.bilingual import Bilingual


class RowCheck:
    """Goes along the chain.

    After a bad row it goes on from the hash that the row bears, so that one changed row is one
    finding and not as many as follow it.

    Args:
        key: Whose seals are judged.
        position: The row before the first that comes.
        row_hash: Its hash.
        known: Hashes that rows are known to have had, by position: those of mirrors.
    """

    def __init__(
        self,
        key: AuditPublicKey,
        position: int,
        row_hash: str,
        known: Mapping[int, Anchor] | None = None,
    ) -> None:
        self._key = key
        self._known = known or {}
        self.position = position
        self.hash = row_hash

    def look(self, row: AuditRow) -> Finding | None:
        """Look at the next row; returns what is wrong with it."""
        finding = self._judge(row)
        self.position, self.hash = row.id, row.hash or self.hash
        return finding

    def _judge(self, row: AuditRow) -> Finding | None:
        number = row.id
        if row.hash is None:
            return Finding(
                Fault.ADDED,
                number,
                Bilingual(
                    f"第 {number} 条不在链上：绕过系统写入",
                    f"row {number} is not in the chain: it was written past the system",
                ),
            )
        if AuditEntry.of(row).hash(number, self.hash) != row.hash:
            return self._broken(number)
        if row.seal is not None and seal_is_forged(row.seal, self._key, number, row.hash, row.at):
            return Finding(
                Fault.REWRITTEN,
                number,
                Bilingual(
                    f"第 {number} 条的签名不符：此条或之前的记录被整体改写",
                    f"row {number} is not as it was signed: it, or rows before it, were rewritten",
                ),
            )
        mirrored = self._known.get(number)
        if mirrored is not None and mirrored.hash != row.hash:
            return Finding(
                Fault.REWRITTEN,
                number,
                Bilingual(
                    f"第 {number} 条与副本不符：此条或之前的记录被改写，或数据库曾被回退后续写",
                    f"row {number} is not the one that was mirrored: rows up to it were rewritten, "
                    "or the database was rolled back and went on",
                ),
            )
        return None

    def _broken(self, number: int) -> Finding:
        missing = self.position + 1
        if number > missing:
            last = number - 1
            return Finding(
                Fault.REMOVED,
                missing,
                Bilingual(
                    f"第 {missing} 至 {last} 条被删除（第 {number} 条接不上）",
                    f"rows {missing} to {last} were removed (row {number} does not follow)",
                ),
            )
        return Finding(
            Fault.CHANGED,
            number,
            Bilingual(
                f"第 {number} 条被改动或调换（或前一条连同其哈希被改动）",
                f"row {number} was changed or moved, or the one before it was with its hash",
            ),
        )
