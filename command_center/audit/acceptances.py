"""Which bad rows a person has looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from command_center.audit.anchor import Anchor, AnchorName
from command_center.audit.audit_entry import AuditEntry
from command_center.audit.audit_public_key import AuditPublicKey
from command_center.audit.audited_act import AuditedAct
from command_center.store.audit_row import AuditRow

_ROW = re.compile(r"\brow:([0-9]{1,18})\b")


def accepted_rows(session: Session, key: AuditPublicKey) -> Mapping[int, int]:
    """Return the bad rows that were accepted, each with the row that says so.

    Only what is sealed by the key counts, and only for rows before it: that a row follows the chain
    is not enough, for a forger's own row does.
    """
    found: dict[int, int] = {}
    query = select(AuditRow).where(AuditRow.what == AuditedAct.AUDIT_ACCEPTED.value)
    for row in session.scalars(query.order_by(AuditRow.id)).all():
        before = session.execute(
            select(AuditRow.hash)
            .where(AuditRow.id < row.id, AuditRow.hash.is_not(None))
            .order_by(AuditRow.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        if before is None or not _genuine(row, before, key):
            continue
        numbers = {int(number) for number in _ROW.findall(row.detail)}
        found |= {number: row.id for number in numbers if number < row.id}
    return found


def _genuine(row: AuditRow, before: str, key: AuditPublicKey) -> bool:
    if row.seal is None or row.hash is None:
        return False
    if AuditEntry.of(row).hash(row.id, before) != row.hash:
        return False
    key_id, _, signature = row.seal.partition(":")
    seal = Anchor(AnchorName.SEAL, row.id, row.hash, row.at, key_id, signature)
    return seal.genuine(key)
