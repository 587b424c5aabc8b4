"""A region: county, town or village."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.region_code import RegionCode
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.one_line import OneLine


class Region(RegistryModel):
    """One node of the region tree; its code says where it hangs.

    Attributes:
        code: 12 digits, see ``RegionCode``.
        name: Name in Chinese.
        name_en: Name in English; the Chinese one where empty.
    """

    code: RegionCode
    name: OneLine = Field(min_length=1, max_length=60)
    name_en: OneLine = Field(default="", max_length=60)
