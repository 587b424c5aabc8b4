"""A camera for a source that nobody registered: the whole picture is zone and watched area."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Any

from sharp_eyes.registry.analytics import Analytics
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from simulators.replay.camera.chosen_camera import ChosenCamera
from simulators.replay.source.setting import SourceSetting

CAMERA_ID = "99999900001327999999"
"""A code of the right shape in a centre that does not exist."""

ADDRESS = "rtsp://127.0.0.1/replay"
"""Nothing is ever fetched from it."""

CROWD_ZONE = "whole-crowd"
CONSTRUCTION_ZONE = "whole-ground"

_CROWD_EVERY_S = 1.0
_VISIT_EVERY_S = 3.0
_DIAGNOSIS_EVERY_S = 1.0
_LONGEST_S = 86_400.0


def whole_picture_camera(
    name: str,
    wanted: Collection[str],
    people: int,
    setting: SourceSetting | None = None,
    every_s: float | None = None,
) -> ChosenCamera:
    """Make the camera.

    Args:
        name: Shown in evidence.
        wanted: The detectors.
        people: Limit of the crowd zone.
        setting: What the source knows of its camera: generated time-lapses bring their watched
            area and permits.
        every_s: Time between two visits, where the caller sets it; goes before the source's own.
    """
    setting = setting or SourceSetting()
    apart_s = every_s or setting.look_every_s or 0.0
    zones: list[dict[str, object]] = []
    if "crowd" in wanted:
        limits = {"kind": "crowd", "people": people, "hold_s": 4.0, "clear_hold_s": 8.0}
        zones.append({"id": CROWD_ZONE, "limits": limits})
    if "construction" in wanted:
        ground: dict[str, object] = {"id": CONSTRUCTION_ZONE, "limits": {"kind": "construction"}}
        if setting.watched is not None:
            ground["polygon"] = setting.watched
        zones.append(ground)
    camera = Camera.model_validate(
        {
            "id": CAMERA_ID,
            "name": one_line(name),
            "streams": {"sub": ADDRESS},
            "place_type": "open_land",
            "analytics": {
                "crowd_every_s": min(_LONGEST_S, max(_CROWD_EVERY_S, apart_s)),
                "construction_every_s": min(_LONGEST_S, max(_VISIT_EVERY_S, apart_s)),
                "diagnosis": "diagnosis" in wanted,
                "diagnosis_every_s": min(_LONGEST_S, max(_DIAGNOSIS_EVERY_S, apart_s)),
                "zones": zones,
            },
            **setting.camera,
        }
    )
    permits = tuple(
        Permit(
            id=f"permit-{number}",
            camera=CAMERA_ID,
            polygon=permit.polygon,
            valid_from=permit.valid_from,
            valid_until=permit.valid_until,
        )
        for number, permit in enumerate(setting.permits, start=1)
    )
    return ChosenCamera(camera, permits)


def one_line(name: str) -> str:
    """Make a file's name fit for a camera's: at most 80 characters that can be shown."""
    shown = "".join(
        character for character in name if unicodedata.category(character)[0] not in "CZ"
    )
    return shown[:80] or "replay"


def for_wanted(camera: Camera, wanted: Collection[str]) -> Camera:
    """Keep of a registered camera what the wanted detectors look at."""
    analytics: Analytics = camera.analytics
    changes: dict[str, Any] = {
        "zones": tuple(zone for zone in analytics.zones if zone.kind in wanted),
        "diagnosis": analytics.diagnosis and "diagnosis" in wanted,
    }
    return camera.model_copy(update={"analytics": analytics.model_copy(update=changes)})
