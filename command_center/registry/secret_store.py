"""Camera passwords in the database."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.registry.credential_box import CredentialBox
from command_center.registry.importer import add_revision
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.store.database import Database
from sharp_eyes.clock import Clock
from sharp_eyes.node.shard_registry import CameraSecret


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
        self._audit = audit
        self._clock = clock

    async def put(self, name: str, username: str, password: str) -> bool:
        """Store one; a change counts as a revision, so that workers fetch it.

        Returns:
            Whether anything changed.
        """
        async with self._database.write() as session:
            row = await session.get(CameraSecretRow, name)
            if row is not None and self._box.open(row.sealed, name) == (username, password):
                return False
            sealed = self._box.seal(username, password)
            now = self._clock.now()
            if row is None:
                session.add(CameraSecretRow(name=name, sealed=sealed, changed_at=now))
            else:
                row.sealed, row.changed_at = sealed, now
            add_revision(session, self._audit, self._clock, f"credentials {name}")
        return True

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
