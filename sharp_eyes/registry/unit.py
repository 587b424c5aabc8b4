"""A unit: who looks after cameras, and to whom tasks go."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sharp_eyes.region_code import RegionCode
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.one_line import OneLine
from sharp_eyes.registry.unit_kind import UnitKind


class Unit(RegistryModel):
    """One unit; cameras, grids and grants of roles name it by its name.

    Attributes:
        name: Name in Chinese; there is one unit of a name.
        name_en: Name in English; the Chinese one where empty.
        kind: Grid team, department, enforcement force or social organisation.
        region: Where it works, 12 digits; empty where it knows no bounds.
    """

    name: OneLine = Field(min_length=1, max_length=60)
    name_en: OneLine = Field(default="", max_length=60)
    kind: UnitKind
    region: RegionCode | Literal[""] = ""
