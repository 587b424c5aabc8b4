"""One thing that somebody may be, somewhere."""

from __future__ import annotations

from dataclasses import dataclass

from command_center.accounts.role import Role
from sharp_eyes.region_code import level_of, lies_under

EVERYWHERE = ""
"""The region of a grant that knows no bounds."""

EVERY_UNIT = ""
"""The managing unit of a grant that asks for none."""

_DIGITS = {"county": 6, "town": 9, "village": 12}


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role in a region and all that lies under it, of one managing unit or of all.

    Attributes:
        role: What; none where a machine's token reaches somewhere without being anybody.
        region: 12 digits, or ``EVERYWHERE``.
        unit: Name of the managing unit, as cameras and grids have it, or ``EVERY_UNIT``.
    """

    role: Role | None
    region: str
    unit: str = EVERY_UNIT

    @property
    def prefix(self) -> str:
        """What the codes of everything under its region begin with."""
        if self.region == EVERYWHERE:
            return ""
        return self.region[: _DIGITS[level_of(self.region)]]

    def covers_region(self, region: str) -> bool:
        """Tell whether a region or grid, 12 or 15 digits, lies under its region."""
        return self.region == EVERYWHERE or (region != "" and lies_under(region, self.region))

    def covers(self, region: str, *units: str) -> bool:
        """Tell whether it reaches a thing in a region that is one of these units' affair."""
        return self.covers_region(region) and (self.unit == EVERY_UNIT or self.unit in units)

    def contains(self, other: Grant) -> bool:
        """Tell whether it reaches all that another grant reaches, whatever their roles."""
        if not self.covers_region(other.region):
            return False
        return self.unit in (EVERY_UNIT, other.unit)
