"""Saves what operators draw on one camera's picture, and their word that it fits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.registry.author import Author
from command_center.registry.directory import Directory
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.overtaken import ATTEMPTS, Overtaken
from command_center.registry.registry_writer import RegistryWriter
from command_center.store.database import Database
from sharp_eyes.clock import Clock
from sharp_eyes.registry.camera import Camera

_Answer = TypeVar("_Answer")

_NEXT = timedelta(milliseconds=1)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""A node's clock may say anything; what comes after has to be a time."""


class ZoneEditor:
    """Writes one camera anew by the registry's own way: a revision, and who did it.

    Args:
        database: The running truth.
        directory: The registry in memory, which may be a second old.
        audit: Writes it down.
        clock: Time.
    """

    def __init__(
        self, database: Database, directory: DirectoryHolder, audit: AuditLog, clock: Clock
    ) -> None:
        self._database = database
        self._directory = directory
        self._audit = audit
        self._clock = clock
        self._writer = RegistryWriter(audit, clock)

    async def upon_newest(self, work: Callable[[Directory], Awaitable[_Answer]]) -> _Answer:
        """Do some work upon the newest registry, again where somebody else was quicker.

        Args:
            work: Makes its own transaction and calls ``write`` in it.

        Raises:
            Overtaken: others kept changing it meanwhile.
        """
        directory = self._directory.current
        for _ in range(ATTEMPTS):
            try:
                return await work(directory)
            except Overtaken:
                # Not the one that all share: whoever watches that tells workers of the change.
                directory = await DirectoryHolder(self._database).reload()
        raise Overtaken

    async def write(
        self, session: AsyncSession, directory: Directory, camera: Camera, author: Author, what: str
    ) -> bool:
        """Put a camera in the place of the one with its id.

        Args:
            session: A writing session.
            directory: What the rest of the registry is.
            camera: As it is to be; its region, grid and id stay.
            author: Who.
            what: In short.

        Returns:
            Whether anything differs.

        Raises:
            Overtaken: the directory is not the newest.
        """
        # Nothing that others refer to changes: the registry hangs together as it did before.
        cameras = tuple(
            camera if one.id == camera.id else one for one in directory.registry.cameras
        )
        news = directory.registry.model_copy(update={"cameras": cameras})
        row = await self._writer.write(
            session, directory.revision, directory.registry, news, what, author
        )
        return row is not None

    async def confirm(
        self,
        session: AsyncSession,
        directory: Directory,
        camera: Camera,
        moved_since: datetime | None,
        author: Author,
    ) -> Camera:
        """Write down that a camera's view is as it should be.

        Args:
            session: A writing session.
            directory: What the rest of the registry is.
            camera: As registered.
            moved_since: What is known of when it moved, UTC: the word has to be later, by whatever
                clock the node goes.
            author: Who says so.

        Returns:
            The camera as it is now.

        Raises:
            Overtaken: the directory is not the newest.
        """
        at = self._clock.now()
        for before in (moved_since, camera.view_confirmed_at):
            if before is not None:
                at = max(at, min(before, _LATEST) + _NEXT)
        confirmed = camera.model_copy(update={"view_confirmed_at": at})
        await self.write(session, directory, confirmed, author, f"view of {camera.id} confirmed")
        subject, act = f"camera/{camera.id}", AuditedAct.VIEW_CONFIRMED
        if author.viewer is None:
            self._audit.note(session, author.name, act, subject, camera_id=camera.id)
        else:
            self._audit.add(session, author.viewer, act, subject, camera_id=camera.id)
        return confirmed
