"""How the schedule keeps its promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.schedule.kind_figures import KindFigures
from ingest.schedule.look import LookKind


@dataclass(frozen=True, slots=True)
class ScheduleFigures:
    """Figures for statistics and metrics.

    Attributes:
        factor: By how much every promise is stretched at the moment; 1 when none is.
        load: Work promised over work that can be done; above ``1 - HEADROOM`` promises stretch.
        budget_cores: Processor seconds a second that looks may take.
        looks: Frames taken to be looked at, since the start.
        late: Looks that began later than promised times the factor, since the start.
        fetched_cameras: Cameras whose connection is made for each look.
        kinds: By kind of look.
    """

    factor: float
    load: float
    budget_cores: float
    looks: int
    late: int
    fetched_cameras: int = 0
    kinds: Mapping[LookKind, KindFigures] = field(default_factory=dict)
