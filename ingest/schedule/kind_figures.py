"""How the promises of one kind of look are kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Figures of one kind of look.

    Attributes:
        promises: How many there are at the moment.
        kept: Looks that began in time, since the start.
        missed: Looks that began later than promise times factor although there was a frame.
        extra: Looks beyond what was promised, at scenes that move.
        worst_ratio: The largest share of the promised interval times the factor that a look of the
            last minutes took; above 1 it was missed. 0 when there was none.
        cost_s: Processor seconds of one frame's look, mean.
    """

    promises: int = 0
    kept: int = 0
    missed: int = 0
    extra: int = 0
    worst_ratio: float = 0.0
    cost_s: float = 0.0
