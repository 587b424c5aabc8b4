"""A building permit, valid on a piece of ground for a time (contract C15)."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from sharp_eyes.device_code import CameraId
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.one_line import OneLine
from sharp_eyes.registry.polygon import PicturePolygon


class Permit(RegistryModel):
    """One permit, as far as a camera can see it.

    Attributes:
        id: Number of the permit.
        camera: The camera that sees the permitted ground.
        polygon: The permitted ground in that camera's picture, corners (u, v).
        valid_from: First day of validity.
        valid_until: Last day of validity.
    """

    id: OneLine = Field(min_length=1, max_length=60)
    camera: CameraId
    polygon: PicturePolygon
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
