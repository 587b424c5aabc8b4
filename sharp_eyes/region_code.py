"""Region and grid codes: 12 digits of the statistical code, 15 for a grid."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints


def _digits(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


RegionCode = Annotated[
    str, BeforeValidator(_digits), StringConstraints(pattern=r"^[1-9][0-9]{11}$")
]
"""12 digits: county 6, town 3, village 3; trailing zeros name the level above."""

GridCode = Annotated[str, BeforeValidator(_digits), StringConstraints(pattern=r"^[1-9][0-9]{14}$")]
"""15 digits: a village's code and 3 more."""


def county_of(code: str) -> str:
    """Return the six digits of the county of a region or grid code."""
    return code[:6]


def town_of(code: str) -> str:
    """Return the three digits of the town of a region or grid code, ``000`` when there is none."""
    return code[6:9]


def village_of(code: str) -> str:
    """Return the three digits of the village of a region or grid code, ``000`` when none."""
    return code[9:12]


def level_of(code: str) -> str:
    """Return ``county``, ``town`` or ``village``: how deep a 12-digit region code reaches."""
    if village_of(code) != "000":
        return "village"
    return "town" if town_of(code) != "000" else "county"


def lies_under(code: str, above: str) -> bool:
    """Tell whether a region or grid lies in (or is) another region.

    Args:
        code: 12 or 15 digits.
        above: 12 digits, of any level.
    """
    prefix = {"county": 6, "town": 9, "village": 12}[level_of(above)]
    return code[:prefix] == above[:prefix]
