"""What ``sharp-eyes cameras`` does with revisions."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from command_center.audit.audit_log import AuditLog
from command_center.registry.exchange import RegistryExchange
from command_center.registry.overtaken import ATTEMPTS, Overtaken
from command_center.registry.revision_change import RevisionChange
from command_center.registry.revisions import (
    changes_of,
    former_registry,
    get_revision,
    list_revisions,
)
from command_center.store.database import Database
from command_center.store.registry_revision_row import RegistryRevisionRow

Work = Callable[[RegistryExchange, Database, AuditLog], Awaitable[list[str]]]

MAX_THINGS = 1_000_000
_MAX_VALUE = 120


def list_lines(limit: int) -> Work:
    """Return what lists revisions, newest first."""

    async def work(_exchange: RegistryExchange, store: Database, _audit: AuditLog) -> list[str]:
        async with store.read() as session:
            return [_line(row) for row in await list_revisions(session, None, limit)]

    return work


def difference_lines(number: int) -> Work:
    """Return what says what a revision did.

    Args:
        number: The revision.
    """

    async def work(exchange: RegistryExchange, store: Database, _audit: AuditLog) -> list[str]:
        directory = await exchange.directory()
        async with store.snapshot() as session:
            row = await get_revision(session, number)
            changes = await changes_of(session, directory, number, MAX_THINGS)
        lines = [_line(row), *_described(changes)]
        if not row.recorded:
            lines.append("该版本的差异未记录 · what it did was not written down")
        return lines

    return work


def go_back(number: int, reason: str, *, dry_run: bool) -> Work:
    """Return what goes back to a revision.

    Args:
        number: The revision.
        reason: Why.
        dry_run: Whether nothing is to change.
    """

    async def work(exchange: RegistryExchange, store: Database, _audit: AuditLog) -> list[str]:
        for _ in range(ATTEMPTS):
            directory = await exchange.directory()
            former = await former_registry(store, directory, number)
            lines = list(_described(former.changes))
            if dry_run:
                return [*lines, "试运行，未作更改 · dry run, nothing changed"]
            note = f"back to revision {number}: {reason}"
            try:
                made = await exchange.write(directory, former.registry, note, former=former)
            except Overtaken:
                continue
            if made is None:
                return ["与该版本相同，未作更改 · it is the same already, nothing changed"]
            return [*lines, f"已返回，现为第 {made} 版 · gone back; this is revision {made}"]
        raise Overtaken

    return work


def _line(row: RegistryRevisionRow) -> str:
    return (
        f"{row.revision}  {row.at.isoformat(timespec='seconds')}  {row.who}  {row.what}  "
        f"+{row.added} ~{row.changed} -{row.removed}"
    )


def _described(changes: Iterable[RevisionChange]) -> Iterator[str]:
    for change in changes:
        sign = "+" if change.before is None else "-" if change.after is None else "~"
        name = (change.after or change.before or {}).get("name", "")
        yield f"{sign} {change.part} {change.key} {name}".rstrip()
        if sign == "~":
            for field, old, new in change.fields():
                yield f"    {field}: {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]}…"
