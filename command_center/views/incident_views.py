"""Makes incident views from rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.registry.directory import Directory
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_record import AnyIncident
from command_center.store.outage_camera_row import OutageCameraRow
from command_center.store.task_row import TaskRow
from command_center.views.incident_view import IncidentView
from sharp_eyes.alert.evidence import MP4

FIRST_PICTURES = 4
LAST_PICTURES = 12
MOST_CLIPS = 4
"""A long incident names hundreds of pictures: how it began and how it is now are shown."""


async def incident_views(
    session: AsyncSession, directory: Directory, rows: Sequence[AnyIncident]
) -> list[IncidentView]:
    """Make the views of incidents, in the rows' order.

    Args:
        session: Reads pictures and tasks.
        directory: Gives names and grids.
        rows: Incidents, as they are written.
    """
    return [
        IncidentView.model_validate(one) for one in await incident_figures(session, directory, rows)
    ]


async def incident_figures(
    session: AsyncSession, directory: Directory, rows: Sequence[AnyIncident]
) -> list[dict[str, Any]]:
    """Return what the views of incidents say, name → value, for whoever writes out hundreds.

    All of it is ours or was checked when it came in, so that it may be written out as it is: in
    JSON it is the view's, and is not checked once more for it.

    Args:
        session: Reads pictures and tasks.
        directory: Gives names and grids.
        rows: Incidents, as they are written.
    """
    ids = [row.id for row in rows]
    if not ids:
        return []
    pictures: dict[str, list[dict[str, Any]]] = {}
    named = await session.execute(
        select(
            IncidentEvidenceRow.incident_id,
            IncidentEvidenceRow.sha256,
            IncidentEvidenceRow.role,
            EvidenceRow.status,
            EvidenceRow.media_type,
        )
        .join(EvidenceRow, EvidenceRow.sha256 == IncidentEvidenceRow.sha256)
        .where(IncidentEvidenceRow.incident_id.in_(ids))
        .order_by(
            IncidentEvidenceRow.position,
            IncidentEvidenceRow.captured_at,
            IncidentEvidenceRow.sha256,
        )
    )
    for incident_id, sha256, role, status, media_type in named:
        pictures.setdefault(incident_id, []).append(
            {"sha256": sha256, "role": role, "media_type": media_type, "status": status}
        )
    owners = await session.execute(
        select(TaskRow.incident_id, TaskRow.id).where(TaskRow.incident_id.in_(ids))
    )
    tasks = {row[0]: row[1] for row in owners}
    cameras = await _outage_cameras(session, directory, rows)
    return [
        _figures(
            row,
            directory,
            _first_and_last(pictures.get(row.id, [])),
            tasks.get(row.id),
            cameras.get(row.id, []),
        )
        for row in rows
    ]


def _first_and_last(pictures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(pictures) <= FIRST_PICTURES + LAST_PICTURES:
        return pictures
    # Its clip follows in an update, and would fall out of the middle.
    clips = [one for one in pictures if one["media_type"] == MP4][:MOST_CLIPS]
    stills = [one for one in pictures if one["media_type"] != MP4]
    last = LAST_PICTURES - len(clips)
    return stills[:FIRST_PICTURES] + stills[FIRST_PICTURES:][-last:] + clips


async def _outage_cameras(
    session: AsyncSession, directory: Directory, rows: Sequence[AnyIncident]
) -> dict[str, list[dict[str, Any]]]:
    outages = [row.id for row in rows if row.subject.startswith("region/")]
    if not outages:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for one in await session.scalars(
        select(OutageCameraRow)
        .where(OutageCameraRow.incident_id.in_(outages))
        .order_by(OutageCameraRow.gone_at, OutageCameraRow.camera_id)
    ):
        found.setdefault(one.incident_id, []).append(
            {
                "id": one.camera_id,
                "name": directory.camera_name(one.camera_id),
                "gone_at": one.gone_at,
                "back_at": one.back_at,
            }
        )
    return found


def _figures(
    row: AnyIncident,
    directory: Directory,
    pictures: list[dict[str, Any]],
    task_id: str | None,
    cameras: list[dict[str, Any]],
) -> dict[str, Any]:
    place = directory.place(row.camera_id, region=row.region, grid=None, location=None)
    return {
        "id": row.id,
        "kind": row.kind,
        "camera": row.camera_id,
        "camera_name": directory.camera_name(row.camera_id),
        "zone": None if row.zone == "-" else row.zone,
        "region": row.region,
        "region_name": directory.region_names.get(row.region, ""),
        "grid": place.grid,
        "grid_name": directory.grid_names.get(place.grid or "", ""),
        "location": row.location,
        "severity": row.severity,
        "state": row.state,
        "review": row.review,
        "opened_at": row.opened_at,
        "updated_at": row.updated_at,
        "ended_at": row.ended_at,
        "end_reason": row.end_reason,
        "measurement": row.measurement,
        "model": row.model,
        "time_source": row.time_source,
        "evidence": pictures,
        "task_id": task_id,
        "alert_id": row.alert_id,
        "captured_at": row.updated_at,
        "decoded_at": row.decoded_at,
        "received_at": row.received_at,
        "held_back_by": row.held_back_by,
        "part_of": row.part_of,
        "cameras": cameras,
        "peak": row.peak,
    }
