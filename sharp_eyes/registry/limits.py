"""What a zone measures against, by kind of zone."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sharp_eyes.registry.model import Fraction, RegistryModel


class CrowdLimits(RegistryModel):
    """When people in a zone become a crowd.

    Attributes:
        kind: ``crowd``.
        people: Count from which the zone is too full.
        clear_below: Share of ``people`` under which it has cleared again (hysteresis).
        hold_s: How long the count must stay at the limit before an incident opens.
        clear_hold_s: How long it must stay cleared before the incident ends.
    """

    kind: Literal["crowd"]
    people: int = Field(default=20, ge=1, le=10_000)
    clear_below: Fraction = 0.7
    hold_s: float = Field(default=20.0, ge=0.0, le=3600.0)
    clear_hold_s: float = Field(default=30.0, ge=0.0, le=3600.0)


class ConstructionLimits(RegistryModel):
    """When a lasting change in a watched area becomes an incident.

    Attributes:
        kind: ``construction``.
        min_area: Smallest change, as a share of the whole picture.
        lasting_visits: Visits in a row at which the change must be seen.
    """

    kind: Literal["construction"]
    min_area: Fraction = Field(default=0.01, gt=0.0)
    lasting_visits: int = Field(default=6, ge=2, le=1000)
