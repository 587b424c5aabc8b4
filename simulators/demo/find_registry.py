"""Where the demo town's registry is."""

from __future__ import annotations

from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart

NAME = "camera_registry.yaml"


def find_registry() -> Path:
    """Return the registry in this folder, else the one that came with the package.

    Raises:
        MissingPart: there is none.
    """
    packaged = Path(__file__).parent.parent / NAME
    checkout = Path(__file__).parent.parent.parent / NAME
    for path in (Path.cwd() / NAME, packaged, checkout):
        if path.is_file():
            return path
    raise MissingPart(
        Bilingual(f"找不到 {NAME}", f"{NAME} is nowhere to be found"),
        next_step=Bilingual("用 --registry FILE 指定", "name one: --registry FILE"),
    )
