"""How the schedule keeps its promises."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduleFigures:
    """Figures for statistics.

    Attributes:
        factor: By how much every promise is stretched at the moment; 1 when none is.
        load: Work promised over work that can be done; above 1 promises stretch.
        looks: Looks begun.
        late: Of these, those that waited for a thread longer than half their interval beyond the
            published stretch, with a frame there to be looked at.
    """

    factor: float
    load: float
    looks: int
    late: int
