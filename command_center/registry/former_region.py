"""Where a camera was registered at a moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.registry.part import CAMERA
from command_center.store.registry_change_row import RegistryChangeRow
from command_center.store.registry_revision_row import RegistryRevisionRow


async def former_region(session: AsyncSession, camera_id: str, at: datetime) -> str | None:
    """Return the region that a camera was registered in, by the trail of revisions.

    Args:
        session: Reads.
        camera_id: 20 digits.
        at: The moment, UTC.

    Returns:
        12 digits; none where it has not been changed since, was not there, or where what revisions
        did was not written down yet.
    """
    former = await session.scalar(
        select(RegistryChangeRow.former)
        .join(RegistryRevisionRow, RegistryRevisionRow.revision == RegistryChangeRow.revision)
        .where(RegistryChangeRow.part == CAMERA.name, RegistryChangeRow.key == camera_id)
        .where(RegistryRevisionRow.at > at)
        .order_by(RegistryChangeRow.revision)
        .limit(1)
    )
    return None if former is None else str(former["document"]["region"])
