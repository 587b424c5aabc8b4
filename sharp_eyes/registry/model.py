"""The common ground of all registry models."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class RegistryModel(BaseModel):
    """Immutable, and a field it does not know is an error, so that a typing slip is never lost."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True
    )


Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
"""A share, 0 to 1."""

PicturePoint = tuple[Fraction, Fraction]
"""(u, v): right and down, as fractions of the picture's width and height."""

Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]

GeoPoint = tuple[Longitude, Latitude]
"""(longitude, latitude) in degrees, CGCS2000 (WGS 84 in practice)."""
