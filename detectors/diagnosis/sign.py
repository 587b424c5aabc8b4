"""What one check says of one look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """A figure and what it means.

    Attributes:
        value: What was measured, in the fault's unit.
        limit: What it is held against.
        over: Whether it shows the fault.
        well: Whether it shows that there is none; neither of the two is possible in between.
        hold_s: For how long it has to show the fault before that is said.
    """

    value: float
    limit: float
    over: bool
    well: bool
    hold_s: float
