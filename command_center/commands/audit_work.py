"""What the audit trail's commands do at the database."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from command_center.audit.anchor import Anchor, AnchorName
from command_center.audit.audit_key import KEY_VARIABLE, AuditKey
from command_center.audit.audit_public_key import AuditPublicKey
from command_center.audit.audit_trail import AuditTrail
from command_center.audit.chain import read_anchor
from command_center.audit.finding import Report
from command_center.audit.mirror import MIRROR_FILE
from command_center.audit.verification import Verification, read_mirrors
from command_center.store.database import Database, sqlite_url
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import MissingPart

Result = TypeVar("Result")

COMMAND = "command"


async def verified(
    state: Path,
    database_url: str | None,
    mirror: Path | None,
    also: Sequence[Path],
    public_key: str | None,
) -> Report:
    """Verify a trail; nothing is written.

    Args:
        state: The centre's state folder.
        database_url: SQLAlchemy URL; none for the SQLite file in ``state``.
        mirror: The mirror; none for the one in ``state``.
        also: Heads kept elsewhere.
        public_key: Whose signatures count; none for the key of ``state`` or the environment.

    Raises:
        MissingPart: there is no database, or no key.
    """
    key = AuditPublicKey.parse(public_key) if public_key else _key(state).public
    mirrors = await asyncio.to_thread(read_mirrors, [mirror or state / MIRROR_FILE, *also])

    def look(session: Session) -> Report:
        return Verification(key).run(session, mirrors)

    return await _read(state, database_url, look)


async def head_of(state: Path, database_url: str | None) -> tuple[Anchor, AuditPublicKey]:
    """Return the signed head and the public key.

    Raises:
        MissingPart: there is none.
    """
    key = _key(state).public
    head = await _read(state, database_url, lambda session: read_anchor(session, AnchorName.HEAD))
    if head is None:
        raise _no_trail()
    return head, key


async def accepted(
    state: Path, database_url: str | None, mirror: Path | None, reason: str
) -> Report:
    """Go on with what is there, and write down that somebody has looked.

    Raises:
        MissingPart: there is no trail.
    """

    async def work(database: Database) -> Report:
        await database.migrate()
        key = os.environ.get(KEY_VARIABLE) or None
        trail = AuditTrail.open(database, state, key, mirror, SystemClock())
        return await trail.accept(COMMAND, reason)

    return await _with_database(state, database_url, work)


async def _read(state: Path, database_url: str | None, look: Callable[[Session], Result]) -> Result:
    async def work(database: Database) -> Result:
        try:
            async with database.snapshot() as session:
                return await session.run_sync(look)
        except (OperationalError, ProgrammingError) as error:
            raise _no_trail() from error

    return await _with_database(state, database_url, work)


async def _with_database(
    state: Path, database_url: str | None, work: Callable[[Database], Awaitable[Result]]
) -> Result:
    file = state / "centre.sqlite"
    if database_url is None and not file.is_file():
        raise MissingPart(
            Bilingual(f"找不到数据库 {file}", f"the database is not there: {file}"),
            next_step=Bilingual("用 --state 指定状态目录", "name the state folder by --state"),
        )
    database = Database(database_url or sqlite_url(file))
    try:
        return await work(database)
    finally:
        await database.close()


def _key(state: Path) -> AuditKey:
    return AuditKey.from_folder(state, os.environ.get(KEY_VARIABLE) or None, make=False)


def _no_trail() -> MissingPart:
    return MissingPart(
        Bilingual("数据库中没有审计链", "the database holds no chained audit trail"),
        next_step=Bilingual("先用本版本启动一次指挥中心", "start the centre of this version once"),
    )
