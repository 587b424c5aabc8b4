"""A trail in a state folder, and what somebody with the database alone can do to it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from command_center.audit.audit_entry import ORIGIN, AuditEntry
from command_center.audit.audit_trail import AuditTrail
from command_center.audit.audited_act import AuditedAct
from command_center.commands.audit import audit
from command_center.store.audit_row import AuditRow
from command_center.store.database import Database, sqlite_url
from sharp_eyes.clock import Clock, ManualClock
from tests.integration.command_center import house


@dataclass
class Ledger:
    """An open trail.

    Attributes:
        database: Its database.
        trail: Itself.
    """

    database: Database
    trail: AuditTrail

    async def write(self, *details: str) -> None:
        """Write each as a commit of its own."""
        for detail in details:
            async with self.database.write() as session:
                self.trail.log.note(session, "duty", AuditedAct.TASK_STEP, "task/1", detail)


@asynccontextmanager
async def ledger(state: Path, clock: Clock | None = None) -> AsyncIterator[Ledger]:
    """Open the trail of a state folder; its mirror is up to date at the end."""
    state.mkdir(exist_ok=True)
    # A fixture for a whole module is made before any test has a store.
    store = house.STORE
    database = Database(store.url(state) if store else sqlite_url(state / "centre.sqlite"))
    try:
        await database.migrate()
        trail = AuditTrail.open(database, state, None, None, clock or ManualClock())
        await trail.begin()
        yield Ledger(database, trail)
        await trail.keeper.keep()
    finally:
        await database.close()


async def written(state: Path, count: int = 8) -> None:
    """Make a trail: its beginning, and rows 2 to ``count`` + 1."""
    async with ledger(state) as one:
        await one.write(*(f"step {number}" for number in range(count)))


def by_sql(state: Path, *statements: str) -> None:
    """Change the database past the system."""
    assert house.STORE is not None
    house.STORE.execute(state, *statements)


def copy(state: Path) -> Path:
    """Keep a copy of the database; it is not in use."""
    old = state.with_name(f"{state.name}-old.sqlite")
    by_sql(state, "PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(state / "centre.sqlite", old)
    return old


def restore(state: Path, old: Path) -> None:
    """Put a kept copy in the place of the database."""
    for file in state.glob("centre.sqlite*"):
        file.unlink()
    shutil.copy(old, state / "centre.sqlite")


def rechained(state: Path, change: Callable[[AuditEntry], AuditEntry], *, seals: bool) -> None:
    """Change the entries and hash the whole chain anew, as whoever knows the form but not the key.

    Args:
        state: The state folder.
        change: What becomes of each entry.
        seals: Whether the rows keep their seals.
    """
    from sqlalchemy import create_engine, select
    from sqlalchemy.orm import Session

    with Session(create_engine(f"sqlite:///{state / 'centre.sqlite'}")) as session:
        previous = ORIGIN
        for row in session.scalars(select(AuditRow).order_by(AuditRow.id)):
            entry = change(AuditEntry.of(row))
            previous = entry.hash(row.id, previous)
            row.detail, row.who, row.hash = entry.detail, entry.who, previous
            row.seal = row.seal if seals else None
        session.commit()
    by_sql(state, f"update audit_anchor set hash = '{previous}' where name = 'head'")


def verify(state: Path, *more: object) -> Result:
    """Run ``sharp-eyes audit verify``."""
    return run("verify", "--state", state, *more)


def run(*arguments: object) -> Result:
    """Run ``sharp-eyes audit``."""
    return CliRunner().invoke(audit, [str(one) for one in arguments])


def first_bad_row(result: Result) -> int | None:
    """Return the row that the last line names."""
    last = result.output.strip().splitlines()[-1]
    assert "first bad row" in last, result.output
    name = last.rpartition(": ")[2]
    return int(name) if name.isdigit() else None
