"""A camera for a recording nobody registered: the whole picture is the zone."""

from __future__ import annotations

from collections.abc import Collection

from sharp_eyes.registry.camera import Camera

_ID = "99999900001327999999"
"""A code of the right shape in a centre that does not exist."""


def whole_picture_camera(name: str, detectors: Collection[str], people: int) -> Camera:
    """Make the camera.

    Args:
        name: Shown in evidence.
        detectors: ``crowd`` and ``construction``, or one of them.
        people: Limit of the crowd zone.
    """
    zones: list[dict[str, object]] = []
    if "crowd" in detectors:
        limits = {"kind": "crowd", "people": people, "hold_s": 4.0, "clear_hold_s": 8.0}
        zones.append({"id": "whole-crowd", "limits": limits})
    if "construction" in detectors:
        zones.append({"id": "whole-ground", "limits": {"kind": "construction"}})
    return Camera.model_validate(
        {
            "id": _ID,
            "name": name[:80],
            "streams": {"sub": "rtsp://127.0.0.1/replay"},
            "place_type": "open_land",
            "analytics": {"crowd_every_s": 1.0, "construction_every_s": 3.0, "zones": zones},
        }
    )
