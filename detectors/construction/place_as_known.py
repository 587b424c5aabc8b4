"""A place as it was before a visit."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.construction.scene import Scene
from detectors.picture import BoolMap


@dataclass(frozen=True, slots=True)
class PlaceAsKnown:
    """Two pictures of a place as it was, put together from references.

    Attributes:
        nearest: In the light most like the visit's.
        other: In another light; the same where there is but one reference.
        known: bool (H, W): where they show the place. Elsewhere both show the visit itself.
    """

    nearest: Scene
    other: Scene
    known: BoolMap
