"""A zone: the part of a picture that a detector watches (contract C2)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sharp_eyes.registry.limits import ConstructionLimits, CrowdLimits
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.one_line import OneLine
from sharp_eyes.registry.polygon import PicturePolygon

FIXED_VIEW = "fixed"
"""The one view of a camera that does not move; ground points belong to it."""


class Zone(RegistryModel):
    """One watched part of a camera's picture.

    Attributes:
        id: Never reused within a camera, also after the zone is gone: incidents name it.
        name: What people call it; the id where empty.
        view: PTZ preset, ``fixed`` by default; off its preset a zone is suspended without a fault.
        polygon: Corners (u, v), 0..1.
        limits: What is measured here and against what; its ``kind`` is the zone's kind.
    """

    id: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    name: OneLine = Field(default="", max_length=60)
    view: OneLine = Field(default=FIXED_VIEW, min_length=1, max_length=40)
    polygon: PicturePolygon = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    limits: Annotated[CrowdLimits | ConstructionLimits, Field(discriminator="kind")]

    @property
    def kind(self) -> Literal["crowd", "construction"]:
        """``crowd`` or ``construction``."""
        return self.limits.kind
