"""Camera passwords in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import SecretStr
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.registry.author import MACHINE, Author
from command_center.registry.credential_box import CredentialBox
from command_center.registry.registry_writer import RegistryWriter
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.store.database import Database
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.clock import Clock
from sharp_eyes.node.shard_registry import CameraSecret
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import FoundCredentials

_CHUNK = 500


class SecretStore:
    """Keeps camera passwords sealed.

    Args:
        database: Where.
        box: Seals and opens.
        audit: Writes changes down.
        clock: Time.
    """

    def __init__(
        self, database: Database, box: CredentialBox, audit: AuditLog, clock: Clock
    ) -> None:
        self._database = database
        self._box = box
        self._writer = RegistryWriter(audit, clock)
        self._clock = clock

    async def put(self, name: str, username: str, password: str) -> bool:
        """Store one; a change counts as a revision, so that workers fetch it.

        Returns:
            Whether anything changed.
        """
        found = FoundCredentials(name, username, password)
        async with self._database.write() as session:
            return await self.change(session, found, MACHINE)

    async def change(self, session: AsyncSession, found: FoundCredentials, author: Author) -> bool:
        """Do the same in a writing session, for somebody."""
        if not await self.store(session, (found,)):
            return False
        newest = await session.scalar(select(func.max(RegistryRevisionRow.revision))) or 0
        nothing = Registry()
        await self._writer.write(
            session,
            newest,
            nothing,
            nothing,
            f"credentials {found.name}",
            author,
            secrets_changed=1,
        )
        return True

    async def store(self, session: AsyncSession, found: Sequence[FoundCredentials]) -> int:
        """Store some in a transaction, that also makes the revision they belong to.

        Args:
            session: A writing session.
            found: What to store; of a name that stands there twice the last one holds.

        Returns:
            How many are new or others than before.
        """
        wanted = {one.name: one for one in found}
        names = list(wanted)
        sealed: dict[str, bytes] = {}
        for start in range(0, len(names), _CHUNK):
            found_rows = await session.execute(
                select(CameraSecretRow.name, CameraSecretRow.sealed).where(
                    CameraSecretRow.name.in_(names[start : start + _CHUNK])
                )
            )
            sealed.update(iter(found_rows))
        news = [
            one
            for one in wanted.values()
            if one.name not in sealed
            or self._box.open(sealed[one.name], one.name) != (one.username, one.password)
        ]
        now = self._clock.now()
        rows = [
            {
                "name": one.name,
                "sealed": self._box.seal(one.username, one.password),
                "changed_at": now,
            }
            for one in news
        ]
        fresh = [row for row in rows if row["name"] not in sealed]
        if fresh:
            await session.execute(insert(CameraSecretRow), fresh)
        if len(fresh) < len(rows):
            # By primary key, in bulk.
            others = [row for row in rows if row["name"] in sealed]
            await session.execute(update(CameraSecretRow), others)
        return len(news)

    async def named(self, session: AsyncSession, names: Iterable[str]) -> list[CameraSecret]:
        """Open those of the given names that are there.

        Raises:
            Damaged: one cannot be opened.
        """
        wanted = sorted(set(names))
        rows = await session.scalars(
            select(CameraSecretRow)
            .where(CameraSecretRow.name.in_(wanted))
            .order_by(CameraSecretRow.name)
        )
        secrets = []
        for row in rows:
            username, password = self._box.open(row.sealed, row.name)
            secrets.append(
                CameraSecret(name=row.name, username=username, password=SecretStr(password))
            )
        return secrets
