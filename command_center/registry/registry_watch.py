"""Notices that somebody changed the registry, by command or from another process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy import func, select

from command_center.registry.directory_holder import DirectoryHolder
from command_center.store.database import Database
from command_center.store.registry_revision_row import RegistryRevisionRow

_log = structlog.get_logger(__name__)

LOOK_S = 1.0
"""How often the revision is asked for; workers are to follow a change within 5 s (contract C11)."""


class RegistryWatch:
    """Reloads the directory when there is a newer revision.

    Args:
        database: The running truth.
        directory: What is reloaded.
        changed: Called after each reload, to tell workers and pages.
    """

    def __init__(
        self, database: Database, directory: DirectoryHolder, changed: Callable[[], None]
    ) -> None:
        self._database = database
        self._directory = directory
        self._changed = changed
        self._told: int | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            await self.look()

    async def look(self) -> bool:
        """Look once.

        Returns:
            Whether there was something newer.
        """
        async with self._database.read() as session:
            newest = await session.scalar(select(func.max(RegistryRevisionRow.revision)))
        if self._told is None:
            self._told = self._directory.current.revision
        # Not what is in memory: somebody may have loaded it who tells nobody.
        if (newest or 0) <= self._told:
            return False
        directory = self._directory.current
        if (newest or 0) > directory.revision:
            directory = await self._directory.reload()
        self._told = directory.revision
        _log.info(
            "registry changed",
            revision=directory.revision,
            cameras=len(directory.registry.cameras),
        )
        self._changed()
        return True
