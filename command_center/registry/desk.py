"""Where the registry is changed while a centre runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.registry.author import Author
from command_center.registry.directory import Directory
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.overtaken import ATTEMPTS, Overtaken
from command_center.registry.registry_writer import RegistryWriter
from command_center.registry.secret_store import SecretStore
from command_center.store.database import Database
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import TryAgain
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import FoundCredentials

SHEET_S = 60.0
"""How long a file waits for the one before it to be read."""


class RegistryDesk:
    """Changes the registry, and has pages and workers follow at once.

    Args:
        database: The running truth.
        holder: The newest revision in memory.
        audit: Writes changes down.
        secrets: Keeps passwords.
        clock: Time.
        look: Loads a newer revision, and tells pages and workers of it.
    """

    def __init__(
        self,
        database: Database,
        holder: DirectoryHolder,
        audit: AuditLog,
        secrets: SecretStore,
        clock: Clock,
        look: Callable[[], Awaitable[bool]],
    ) -> None:
        self._database = database
        self._holder = holder
        self._secrets = secrets
        self._writer = RegistryWriter(audit, clock)
        self._look = look
        self._sheets = asyncio.Semaphore(1)

    async def newest(self) -> Directory:
        """Return the newest revision, also where another process made it a moment ago."""
        await self._look()
        return self._holder.current

    async def follow(self) -> None:
        """Have pages and workers follow what was committed (contract C11)."""
        await self._look()

    async def write(
        self,
        session: AsyncSession,
        directory: Directory,
        registry: Registry,
        what: str,
        author: Author,
        *,
        credentials: Sequence[FoundCredentials] = (),
        went_back_to: int | None = None,
        positions: dict[str, int] | None = None,
    ) -> RegistryRevisionRow | None:
        """Write a registry over the one it was made from, in somebody's transaction.

        Args:
            session: A writing session.
            directory: What it was made from.
            registry: What there is to be.
            what: Note of the revision; no secret.
            author: Who.
            credentials: Passwords that come with it.
            went_back_to: The revision that it is, where somebody goes back.
            positions: Places in the registry's order that cameras had, by id.

        Returns:
            The revision, none where nothing differs.

        Raises:
            Overtaken: there is a newer revision by now.
            BadInput: a password is not the author's to use or to set.
        """
        stored = await self._secrets.store(session, credentials)
        return await self._writer.write(
            session,
            directory.revision,
            directory.registry,
            registry,
            what,
            author,
            secrets_changed=stored,
            entered=[one.name for one in credentials],
            went_back_to=went_back_to,
            positions=positions,
        )

    async def edit(
        self, author: Author, what: str, make: Callable[[Registry], Registry]
    ) -> RegistryRevisionRow | None:
        """Change the registry in a transaction of its own.

        Args:
            author: Who.
            what: Note of the revision.
            make: Makes the new registry of the old one; raises where it cannot be.

        Returns:
            The revision, none where nothing differs.

        Raises:
            Overtaken: others kept changing it meanwhile.
        """
        for _ in range(ATTEMPTS):
            directory = await self.newest()
            # A county takes a second to be looked through: the loop has others to serve.
            registry = await asyncio.to_thread(make, directory.registry)
            try:
                async with self._database.write() as session:
                    row = await self.write(session, directory, registry, what, author)
            except Overtaken:
                continue
            await self.follow()
            return row
        raise Overtaken

    @asynccontextmanager
    async def reading_a_sheet(self) -> AsyncIterator[None]:
        """Hold while a file is read: one at a time, so that none takes all of the memory.

        Raises:
            TryAgain: others have been at it for a minute.
        """
        try:
            async with asyncio.timeout(SHEET_S):
                await self._sheets.acquire()
        except TimeoutError:
            raise TryAgain(
                Bilingual("正在处理其他表格", "other files are being read"),
                next_step=Bilingual("稍后重试", "try again in a minute"),
            ) from None
        try:
            yield
        finally:
            self._sheets.release()
