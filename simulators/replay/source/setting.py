"""What a generated source knows about the camera that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PermittedGround:
    """Ground on which building is allowed for a time.

    Attributes:
        polygon: Corners (u, v).
        valid_from: First day.
        valid_until: Last day.
    """

    polygon: Corners
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class SourceSetting:
    """Where a source's camera is meant to look; used when no camera is named.

    Attributes:
        watched: The watched area, corners (u, v).
        permits: Permitted ground within the picture.
        camera: Further fields of the camera, as the registry writes them.
        look_every_s: Usual time between two pictures or visits, seconds.
    """

    watched: Corners | None = None
    permits: tuple[PermittedGround, ...] = ()
    camera: dict[str, object] = field(default_factory=dict)
    look_every_s: float | None = None
