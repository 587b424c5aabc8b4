"""Cameras' health in the words of the dispatch queue (contract C8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ingest.health import CameraHealth as IngestHealth
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.node.health import CameraHealth, CameraState
from sharp_eyes.node.shard_registry import ShardRegistry

_DISABLED = Bilingual("摄像机已停用", "the camera is disabled")
_UNREADABLE = Bilingual("暂不支持这种视频流地址", "streams of this kind cannot be opened yet")


def camera_health(
    registry: ShardRegistry,
    seen: Mapping[str, IngestHealth],
    since: datetime,
    moved: Mapping[str, datetime] | None = None,
) -> list[CameraHealth]:
    """Report every camera of the shard, also those whose stream is not held.

    Args:
        registry: The shard's cameras.
        seen: What the frame supply says, by camera.
        since: Since when those are not held, UTC.
        moved: Since when views have moved that nobody confirmed, by camera, UTC.
    """
    reports = []
    for camera in registry.cameras:
        one = seen.get(camera.id)
        if one is not None:
            reports.append(_report(one, (moved or {}).get(camera.id)))
            continue
        why = _UNREADABLE if camera.enabled else _DISABLED
        reports.append(
            CameraHealth(id=camera.id, state=CameraState.OFFLINE, since=since, error=why.as_dict())
        )
    return reports


def _report(one: IngestHealth, moved_since: datetime | None) -> CameraHealth:
    error = one.last_error if one.state is not CameraState.ONLINE else None
    return CameraHealth(
        id=one.camera_id,
        state=one.state,
        since=one.since,
        last_frame_at=one.last_frame_at,
        bitrate_kbps=round(one.bitrate_kbps or 0.0, 1),
        fps=round(one.fps or 0.0, 2),
        key_interval_s=one.key_interval_s,
        reconnects=one.reconnects,
        time_source=one.time_source or TimeSource.ARRIVAL,
        offset_s=one.offset_s,
        error=error.as_dict() if error else None,
        view_moved_since=moved_since,
    )
