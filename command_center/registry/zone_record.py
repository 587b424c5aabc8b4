"""One camera's shapes as they stand in the database, and who put them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.registry.part import CAMERA
from command_center.registry.zone_fault import Part
from command_center.store.camera_row import CameraRow
from command_center.store.registry_change_row import RegistryChangeRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.registry.camera import Camera

MOST_CHANGES = 500
"""So many changes of a camera are looked through for ids that it gave away before."""


@dataclass(frozen=True, slots=True)
class ZoneRecord:
    """What whoever changes it has to have seen.

    Attributes:
        camera: As registered.
        revision: The registry's revision that changed this camera last; 0 where none is on record.
        saved_at: When, UTC.
        saved_by: Who.
        retired: Ids that were given to shapes which are gone.
    """

    camera: Camera
    revision: int
    saved_at: datetime | None
    saved_by: str | None
    retired: Mapping[Part, frozenset[str]]


async def zone_record(session: AsyncSession, camera_id: str) -> ZoneRecord | None:
    """Read it; none where there is no such camera."""
    document = await session.scalar(select(CameraRow.document).where(CameraRow.id == camera_id))
    if document is None:
        return None
    camera = Camera.model_validate(document)
    changes = (
        await session.execute(
            select(RegistryChangeRow.revision, RegistryChangeRow.former)
            .where(RegistryChangeRow.part == CAMERA.name, RegistryChangeRow.key == camera_id)
            .order_by(RegistryChangeRow.revision.desc())
            .limit(MOST_CHANGES)
        )
    ).all()
    revision = changes[0].revision if changes else 0
    about = await session.get(RegistryRevisionRow, revision) if changes else None
    return ZoneRecord(
        camera=camera,
        revision=revision,
        saved_at=about.at if about else None,
        saved_by=about.who if about else None,
        retired=_retired(camera, [change.former for change in changes]),
    )


def _retired(camera: Camera, formers: list[dict[str, Any] | None]) -> Mapping[Part, frozenset[str]]:
    zones: set[str] = set()
    masks: set[str] = set()
    for former in formers:
        document = (former or {}).get("document") or {}
        analytics = document.get("analytics") or {}
        zones |= {str(one.get("id")) for one in analytics.get("zones") or ()}
        masks |= {str(one.get("id")) for one in document.get("privacy_masks") or ()}
    return {
        "zones": frozenset(zones - {zone.id for zone in camera.analytics.zones}),
        "privacy_masks": frozenset(masks - {mask.id for mask in camera.privacy_masks}),
    }
