"""One camera in a file of its own (``--config``)."""

from __future__ import annotations

from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.yaml_file import load
from simulators.replay.camera.chosen_camera import ChosenCamera
from simulators.replay.camera.whole_picture import ADDRESS, CAMERA_ID, one_line
from simulators.replay.model_file import read_tree_file, to_model

_STEP = Bilingual(
    "字段见 docs/reference/camera_registry.md 的 Camera",
    "the fields are those of Camera in docs/reference/camera_registry.md",
)


def read_config(path: Path) -> ChosenCamera:
    """Read a camera's fields, or a whole registry with one camera and its permits.

    ``id``, ``name`` and ``streams`` may be left out, since nothing is fetched.

    Raises:
        MissingPart: the file is not there.
        BadInput: it names each fault with its line, or the registry holds not one camera.
    """
    tree = read_tree_file(path, _STEP)
    if not isinstance(tree.data, dict):
        raise BadInput(
            Bilingual(f"{path.name} 中没有摄像机", f"{path.name} holds no camera"),
            next_step=_STEP,
            file=path.name,
        )
    if "cameras" in tree.data:
        registry = load(path)
        if len(registry.cameras) != 1:
            raise BadInput(
                Bilingual(
                    f"{path.name} 中有 {len(registry.cameras)} 台摄像机，应为 1 台",
                    f"{path.name} holds {len(registry.cameras)} cameras, one is needed",
                ),
                next_step=Bilingual(
                    "用 --registry FILE --camera ID", "use --registry FILE --camera ID"
                ),
                file=path.name,
            )
        return ChosenCamera(registry.cameras[0], registry.permits, registry.protected_land)
    tree.data.setdefault("id", CAMERA_ID)
    tree.data.setdefault("name", one_line(path.stem))
    tree.data.setdefault("streams", {"sub": ADDRESS})
    return ChosenCamera(to_model(tree, path.name, Camera, _STEP))
