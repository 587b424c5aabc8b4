"""How large the lasting change in a watched area is."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.construction.regions import Region


@dataclass(frozen=True, slots=True)
class SizedChange:
    """Lasting change without a permit, measured.

    Attributes:
        regions: Its pieces that are large enough, largest first.
        share: Their share of the picture.
        area_m2: Ground they cover, none where the ground plane is not known.
        weighed: ``share`` as the zone's own limit would have to be exceeded to be as grave: more
            than ``share`` where a limit in m² or that of protected land is reached sooner.
        permitted_share: Lasting change on ground with a permit, share of the picture.
    """

    regions: tuple[Region, ...]
    share: float
    area_m2: float | None
    weighed: float
    permitted_share: float
