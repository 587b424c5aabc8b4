"""What is drawn on one camera's picture, as operators see it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from command_center.views.view import TwoLanguages, View
from sharp_eyes.registry.ground_point import GroundPoint
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.privacy_mask import PrivacyMask
from sharp_eyes.registry.zone import Zone


class ZoneFaultView(View):
    """One thing wrong, or worth a thought.

    Attributes:
        part: Which list.
        index: Which of it, from 0; none where the list as such is meant.
        field: Path inside the shape; empty for all of it.
        code: For programs.
        corners: Indexes of the corners that are meant.
        message: For people.
    """

    part: Literal["zones", "privacy_masks", "ground_points"]
    index: int | None
    field: str
    code: str
    corners: tuple[int, ...]
    message: TwoLanguages


class CameraViewState(View):
    """Whether the camera shows what masks and zones were drawn for.

    Attributes:
        state: ``in-place``; ``moved``: all of it is masked until somebody confirms; ``confirmed``:
            somebody did, and the worker has not followed yet; ``unknown`` while its worker is
            silent.
        moved_since: Since when it has moved, UTC.
        confirmed_at: When somebody last said that it fits, UTC.
    """

    state: Literal["in-place", "moved", "confirmed", "unknown"]
    moved_since: datetime | None
    confirmed_at: datetime | None


class ZonesView(View):
    """One camera's shapes.

    Attributes:
        camera: 20 digits.
        name: What people call it.
        enabled: Whether it is pulled.
        place_type: What it looks at.
        location: (longitude, latitude), degrees, or none.
        analytics_allowed: Whether zones have any effect there.
        revision: To be sent with a change: the revision that changed this camera last.
        saved_at: When that was, UTC.
        saved_by: Who did it.
        zones: Crowd zones and watched areas; corners (u, v), 0..1, right and down.
        privacy_masks: What nobody sees.
        ground_points: Places known in the picture and on the map.
        retired: Ids of shapes that are gone; they are not used again.
        areas_m2: Zone id → ground area, m²; those that show more than ground, or of which no plane
            is known, are missing.
        ground_residual: By how much the ground points miss their plane, share of the picture.
        warnings: What is saved, and may not be meant.
        view: Whether the camera still shows what this was drawn for.
    """

    camera: str
    name: str
    enabled: bool
    place_type: PlaceType
    location: tuple[float, float] | None
    analytics_allowed: bool
    revision: int
    saved_at: datetime | None
    saved_by: str | None
    zones: tuple[Zone, ...]
    privacy_masks: tuple[PrivacyMask, ...]
    ground_points: tuple[GroundPoint, ...]
    retired: tuple[str, ...]
    areas_m2: dict[str, float]
    ground_residual: float | None
    warnings: tuple[ZoneFaultView, ...]
    view: CameraViewState
