"""What a zone measures against, by kind of zone."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sharp_eyes.registry.model import Fraction, RegistryModel

MAX_DENSITY = 12.0
"""People/m²: no more fit on the ground (Still 2000, "Crowd Dynamics", 8.4 at most for 60 % men)."""


class CrowdLimits(RegistryModel):
    """When people in a zone become a crowd: when any of its limits is reached.

    Attributes:
        kind: ``crowd``.
        people: Count from which the zone is too full; ``null`` to go by density alone.
        density: People per m² over the whole zone from which it is too full; needs the camera's
            ground points. About 2 is dense but moves, 4 restricts movement, above 5 crush risk
            begins.
        peak_density: The same in the zone's densest part.
        clear_below: Share of the limits under which it has cleared again (hysteresis).
        hold_s: How long a limit must be reached before an incident opens.
        clear_hold_s: How long it must stay cleared before the incident ends.
        cooldown_s: How long after an end no new incident opens; as long as ``clear_hold_s`` where
            none is given.
        warn_ahead_s: An incident of the lowest severity opens already when the trend says that a
            limit will be reached within this time; never where none is given.
    """

    kind: Literal["crowd"]
    people: int | None = Field(default=20, ge=1, le=10_000)
    density: float | None = Field(default=None, gt=0.0, le=MAX_DENSITY)
    peak_density: float | None = Field(default=None, gt=0.0, le=MAX_DENSITY)
    clear_below: Fraction = 0.7
    hold_s: float = Field(default=20.0, ge=0.0, le=3600.0)
    clear_hold_s: float = Field(default=30.0, ge=0.0, le=3600.0)
    cooldown_s: float | None = Field(default=None, ge=0.0, le=86_400.0)
    warn_ahead_s: float | None = Field(default=None, gt=0.0, le=600.0)

    @model_validator(mode="after")
    def _some_limit(self) -> CrowdLimits:
        if self.people is None and not self.needs_ground:
            raise ValueError(
                "人数与密度至少要有一个限值 / at least one limit is needed: people, density or "
                "peak_density"
            )
        return self

    @property
    def needs_ground(self) -> bool:
        """Whether a limit can be held only where the camera has ground points."""
        return self.density is not None or self.peak_density is not None


class ConstructionLimits(RegistryModel):
    """When a lasting change in a watched area becomes an incident.

    Attributes:
        kind: ``construction``.
        min_area: Smallest change, as a share of the whole picture.
        min_area_m2: Smallest change in square metres of ground; a change of this size counts also
            where it is less than ``min_area``. Needs the camera's ground points.
        lasting_visits: Visits in a row at which the change must be seen.
    """

    kind: Literal["construction"]
    min_area: Fraction = Field(default=0.01, gt=0.0)
    min_area_m2: float | None = Field(default=None, gt=0.0, le=1e7)
    lasting_visits: int = Field(default=6, ge=2, le=1000)

    @property
    def needs_ground(self) -> bool:
        """Whether a limit can be held only where the camera has ground points."""
        return self.min_area_m2 is not None
