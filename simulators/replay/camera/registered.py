"""A camera out of the registry (``--camera``)."""

from __future__ import annotations

from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.yaml_file import load
from simulators.replay.camera.chosen_camera import ChosenCamera


def registered_camera(registry: Path, camera_id: str) -> ChosenCamera:
    """Look a camera up.

    Raises:
        MissingPart: the registry is not there.
        BadInput: it has faults, or no such camera.
    """
    loaded = load(registry)
    found = loaded.camera(camera_id)
    if found is None:
        raise BadInput(
            Bilingual(
                f"台账 {registry.name} 中没有摄像机 {camera_id}",
                f"the registry {registry.name} has no camera {camera_id}",
            ),
            next_step=Bilingual("核对编号或 --registry", "check the id, or --registry"),
        )
    return ChosenCamera(found, loaded.permits, loaded.protected_land)
