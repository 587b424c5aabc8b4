"""A building permit, valid on a piece of ground for a time (contract C15)."""

from __future__ import annotations

from datetime import date

from pydantic import model_validator

from sharp_eyes.registry.land import Land


class Permit(Land):
    """One permit: on a piece of the map, or as far as one camera can see it.

    Attributes:
        id: Number of the permit.
        camera: The camera that sees the permitted ground; none where it is given on the map.
        polygon: The permitted ground in that camera's picture, corners (u, v), view ``fixed``.
        ground: The permitted ground on the map, corners (longitude, latitude), degrees; holds for
            every camera with ground points.
        valid_from: First day of validity.
        valid_until: Last day of validity.
    """

    valid_from: date
    valid_until: date

    @model_validator(mode="after")
    def _days_in_order(self) -> Permit:
        if self.valid_until < self.valid_from:
            raise ValueError(
                "许可的截止日期早于起始日期 / the permit ends before it begins: "
                f"{self.valid_from} … {self.valid_until}"
            )
        return self

    def valid_on(self, day: date) -> bool:
        """Tell whether the permit holds on a day."""
        return self.valid_from <= day <= self.valid_until
