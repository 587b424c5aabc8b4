"""What is detected on a camera's pictures."""

from __future__ import annotations

from pydantic import Field, field_validator

from sharp_eyes.registry.model import Fraction, RegistryModel
from sharp_eyes.registry.zone import Zone


class Analytics(RegistryModel):
    """How often detectors look, how sure they must be, and where.

    Attributes:
        crowd_every_s: Promised interval between two looks of the crowd detector.
        construction_every_s: Promised interval between two visits of the construction detector.
        diagnosis: Whether faults of the picture (black, frozen, covered, moved …) are looked for;
            like all analytics, only where the place type allows them.
        diagnosis_every_s: Promised interval between two looks of the picture diagnosis.
        frames_per_visit: Key frames from which a visit makes its clean view (movers removed).
        person_threshold: Score from which a box counts as a person; the right one differs by
            scene, .45 to .5 where people are large, .1 to .3 in crowds.
        zones: Where; without a zone nothing is detected.
    """

    crowd_every_s: float = Field(default=10.0, ge=0.5, le=86_400.0)
    construction_every_s: float = Field(default=600.0, ge=0.5, le=86_400.0)
    diagnosis: bool = True
    diagnosis_every_s: float = Field(default=10.0, ge=0.5, le=86_400.0)
    frames_per_visit: int = Field(default=3, ge=1, le=15)
    person_threshold: Fraction = 0.4
    zones: tuple[Zone, ...] = Field(default=(), max_length=32)

    @field_validator("zones")
    @classmethod
    def _ids_differ(cls, zones: tuple[Zone, ...]) -> tuple[Zone, ...]:
        seen: set[str] = set()
        for zone in zones:
            if zone.id in seen:
                raise ValueError(f"区域编号重复 / zone id used twice: {zone.id}")
            seen.add(zone.id)
        return zones
