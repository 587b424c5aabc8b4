"""The registry between files and the database, in both directions (contract C1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.registry.author import Author
from command_center.registry.directory import Directory
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.overtaken import ATTEMPTS, Overtaken
from command_center.registry.part import PARTS
from command_center.registry.registry_writer import RegistryWriter
from command_center.registry.revisions import FormerRegistry
from command_center.registry.secret_store import SecretStore
from command_center.store.database import Database
from sharp_eyes.clock import Clock
from sharp_eyes.registry.difference import Difference
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import FoundCredentials


class RegistryExchange:
    """Imports and exports.

    Args:
        database: The running truth.
        audit: Writes changes and exports down.
        clock: Gives a revision's moment.
        who: Whoever imports and exports, for the revision and the trail.
        secrets: Keeps passwords; without it none can be imported.
    """

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        clock: Clock,
        who: str = "command",
        secrets: SecretStore | None = None,
    ) -> None:
        self._database = database
        self._audit = audit
        self._author = Author(who)
        self._writer = RegistryWriter(audit, clock)
        self._secrets = secrets

    async def directory(self) -> Directory:
        """Return what the database holds, and which revision that is."""
        return await DirectoryHolder(self._database).reload()

    async def read(self) -> Registry:
        """Return what the database holds."""
        return (await self.directory()).registry

    async def export(self) -> Registry:
        """Return what the database holds, to whoever takes it away; it is written down before."""
        async with self._database.write() as session:
            self._audit.note(session, self._author.name, AuditedAct.REGISTRY_EXPORTED, "registry")
        return await self.read()

    async def compare(self, registry: Registry, *, prune: bool) -> Difference:
        """Say what an import would do."""
        difference = Difference.between(await self.read(), registry)
        return difference if prune else difference.without_removals()

    async def take(
        self,
        registry: Registry,
        *,
        prune: bool,
        what: str,
        credentials: Sequence[FoundCredentials] = (),
    ) -> Difference:
        """Import, all or nothing; the same import twice changes nothing.

        Args:
            registry: What to add or change, by id.
            prune: Whether what it does not hold is removed.
            what: Note of the revision, for example the file's name.
            credentials: Passwords that come with it.

        Returns:
            What happened.

        Raises:
            Overtaken: others kept changing it meanwhile.
        """
        for _ in range(ATTEMPTS):
            directory = await self.directory()
            stored = directory.registry
            merged = registry if prune else with_things(stored, registry)
            try:
                await self.write(directory, merged, f"import of {what[:120]}", credentials)
            except Overtaken:
                continue
            return Difference.between(stored, merged)
        raise Overtaken

    async def write(
        self,
        directory: Directory,
        registry: Registry,
        what: str,
        credentials: Sequence[FoundCredentials] = (),
        *,
        former: FormerRegistry | None = None,
    ) -> int | None:
        """Write a registry over the one it was made from.

        Args:
            directory: What it was made from.
            registry: What there is to be.
            what: Note of the revision.
            credentials: Passwords that come with it.
            former: The revision that ``registry`` is, where somebody goes back.

        Returns:
            The revision, none where nothing differs.

        Raises:
            Overtaken: there is a newer one by now.
        """
        async with self._database.write() as session:
            stored = 0
            if self._secrets is not None:
                stored = await self._secrets.store(session, credentials)
            row = await self._writer.write(
                session,
                directory.revision,
                directory.registry,
                registry,
                what,
                self._author,
                secrets_changed=stored,
                went_back_to=former.revision if former else None,
                positions=former.positions if former else None,
            )
            return row.revision if row else None


def with_things(stored: Registry, taken: Registry) -> Registry:
    """Return a registry with what another one holds, by id.

    Args:
        stored: What is there.
        taken: What is added, or takes the place of what has the same key.
    """
    parts: dict[str, Any] = {}
    for part in PARTS:
        known, news = part.of(stored), part.of(taken)
        if news:
            parts[part.field] = tuple((known | news).values())
    if not parts:
        return stored
    # Not validated anew piece by piece, only as a whole: each was when it was read.
    fields: dict[str, Any] = {part.field: getattr(stored, part.field) for part in PARTS}
    return Registry(**(fields | parts))
