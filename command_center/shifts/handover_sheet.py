"""What is open at the end of a shift."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.reach import incidents_in_reach, silences_in_reach, tasks_in_reach
from command_center.accounts.viewer import Viewer
from command_center.registry.directory import Directory
from command_center.store.incident_row import IncidentRow
from command_center.store.silence_row import SilenceRow
from command_center.store.task_row import TaskRow
from command_center.tasks.deadlines import CHINA
from command_center.tasks.state import TaskState
from command_center.tasks.task_text import title
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.camera import Camera

MOST = 200
"""Of each kind; how many there are in all is said, too."""

SILENCED = "silenced camera"
"""What a silence is called on the sheet, beside the steps that hold single incidents back."""

ALL_KINDS = Bilingual("全部告警", "all alerts")

_OVER = [state.value for state in TaskState if state.over]


async def sheet_of(
    session: AsyncSession, viewer: Viewer, place: Grant, directory: Directory, now: datetime
) -> dict[str, Any]:
    """Return what a shift hands over, as JSON.

    Alerts that are open, tasks that are not over, and what is silent: cameras that somebody has
    silenced, alerts that this or a rule keeps from calling on anybody, permits under which building
    is no alert, cameras that are switched off.

    Args:
        session: A reading session.
        viewer: Who leaves; narrowed to what they do on duty.
        place: Region and unit that are handed over.
        directory: Names, permits and cameras.
        now: UTC.
    """
    open_incidents = (
        IncidentRow.state == "open",
        incidents_in_reach(viewer),
        _under(IncidentRow.region, place),
    )
    calling = (*open_incidents, IncidentRow.held_back_by.is_(None))
    held_back = (*open_incidents, IncidentRow.held_back_by.is_not(None))
    open_tasks = (
        TaskRow.state.not_in(_OVER),
        tasks_in_reach(viewer),
        _under(TaskRow.region, place),
    )
    incidents = await session.scalars(
        select(IncidentRow).where(*calling).order_by(IncidentRow.opened_at.desc()).limit(MOST)
    )
    quiet = await session.scalars(
        select(IncidentRow).where(*held_back).order_by(IncidentRow.opened_at.desc()).limit(MOST)
    )
    tasks = await session.scalars(
        select(TaskRow).where(*open_tasks).order_by(TaskRow.opened_at.desc()).limit(MOST)
    )
    cameras = [
        camera
        for camera in directory.registry.cameras
        if place.covers(camera.region, camera.managing_unit) and viewer.reaches_camera(camera)
    ]
    silent = [_held_back(row, directory) for row in quiet]
    more_silent = await _count(session, IncidentRow, held_back) - len(silent)
    ids = {camera.id for camera in cameras}
    silenced = await session.scalars(
        select(SilenceRow)
        .where(SilenceRow.until > now, SilenceRow.lifted_at.is_(None), silences_in_reach(viewer))
        .order_by(SilenceRow.until)
    )
    silent = [_silenced(row, directory) for row in silenced if row.camera_id in ids] + silent
    silent += _permits(cameras, directory, now)
    silent += [
        {"what": "camera", "id": camera.id, "zh": f"{camera.name}已停用", "en": "switched off"}
        for camera in cameras
        if not camera.enabled
    ]
    return {
        "at": now.isoformat(),
        "incidents": [_incident(row, directory) for row in incidents],
        "incidents_total": await _count(session, IncidentRow, calling),
        "tasks": [_task(row, directory) for row in tasks],
        "tasks_total": await _count(session, TaskRow, open_tasks),
        "silences": silent[:MOST],
        "silences_total": len(silent) + more_silent,
    }


def sha256_of(sheet: dict[str, Any]) -> str:
    """Return the hash that both signatures name."""
    text = json.dumps(sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


async def _count(
    session: AsyncSession,
    table: type[IncidentRow | TaskRow],
    conditions: tuple[ColumnElement[bool], ...],
) -> int:
    return await session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _under(region: Any, place: Grant) -> ColumnElement[bool]:
    found: ColumnElement[bool] = region.startswith(place.prefix) if place.prefix else true()
    return found


def _incident(row: IncidentRow, directory: Directory) -> dict[str, Any]:
    said = title(
        IncidentKind(row.kind),
        directory.camera_name(row.camera_id),
        row,
        directory.region_names.get(row.region, ""),
    )
    return {
        "id": row.id,
        "kind": row.kind,
        "severity": row.severity,
        "review": row.review,
        "opened_at": row.opened_at.isoformat(),
        "zh": said.zh,
        "en": said.en,
    }


def _silenced(row: SilenceRow, directory: Directory) -> dict[str, Any]:
    camera = directory.camera_name(row.camera_id)
    kind = IncidentKind(row.kind).label if row.kind else ALL_KINDS
    until = f"{row.until.astimezone(CHINA):%m-%d %H:%M}"
    return {
        "what": SILENCED,
        "id": row.id,
        "zh": f"{camera}：{kind.zh}静默至 {until}，{row.set_by_name}：{row.reason}",
        "en": f"{camera}: {kind.en} silent until {until}, {row.set_by_name}: {row.reason}",
    }


def _held_back(row: IncidentRow, directory: Directory) -> dict[str, Any]:
    said = _incident(row, directory)
    return {"what": row.held_back_by, "id": row.id, "zh": said["zh"], "en": said["en"]}


def _task(row: TaskRow, directory: Directory) -> dict[str, Any]:
    label = TaskState(row.state).label
    return {
        "id": row.id,
        "state": row.state,
        "state_zh": label.zh,
        "state_en": label.en,
        "due_at": row.next_due_at.isoformat() if row.next_due_at else None,
        "overdue": row.overdue,
        "unit": row.unit,
        "grid": directory.grid_names.get(row.grid or "", ""),
        "zh": row.title_zh,
        "en": row.title_en,
    }


def _permits(cameras: list[Camera], directory: Directory, now: datetime) -> list[dict[str, Any]]:
    ids = {camera.id for camera in cameras}
    today = now.astimezone(CHINA).date()
    return [
        {
            "what": "permit",
            "id": permit.id,
            "zh": f"施工许可 {permit.id}，至 {permit.valid_until}",
            "en": f"building permit until {permit.valid_until}",
        }
        for permit in directory.registry.permits
        # On the map it holds for whoever sees it.
        if permit.valid_on(today) and (permit.camera is None or permit.camera in ids)
    ]
