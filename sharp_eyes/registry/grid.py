"""A grid: the patch of ground that one grid worker looks after."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from shapely.geometry import Polygon

from sharp_eyes.region_code import GridCode
from sharp_eyes.registry.model import GeoPoint, RegistryModel
from sharp_eyes.registry.one_line import OneLine


def _check(points: tuple[GeoPoint, ...]) -> tuple[GeoPoint, ...]:
    if points and not Polygon(points).is_valid:
        raise ValueError("网格边界自相交 / the grid's outline crosses itself")
    return points


class Grid(RegistryModel):
    """One grid.

    Attributes:
        code: 15 digits: the village's code and 3 more.
        name: Name in Chinese.
        name_en: Name in English; the Chinese one where empty.
        polygon: Corners (longitude, latitude), degrees; empty where not surveyed yet.
        unit: The unit a task here goes to, for example the village's grid team.
    """

    code: GridCode
    name: OneLine = Field(min_length=1, max_length=60)
    name_en: OneLine = Field(default="", max_length=60)
    polygon: Annotated[tuple[GeoPoint, ...], AfterValidator(_check)] = ()
    unit: OneLine = Field(default="", max_length=60)
