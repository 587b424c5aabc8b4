"""A part of a picture that nobody sees."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.one_line import OneLine
from sharp_eyes.registry.polygon import PicturePolygon


class PrivacyMask(RegistryModel):
    """A part of the picture burned black before any detector or any person sees it.

    Attributes:
        id: Never reused within a camera.
        view: PTZ preset the mask belongs to, ``fixed`` for a camera that does not move.
        polygon: Corners (u, v).
    """

    id: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    view: OneLine = Field(default="fixed", min_length=1, max_length=40)
    polygon: PicturePolygon
