"""How the guard keeps its worker up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """Delays of the guard.

    Attributes:
        first_delay_s: Before the next life where no picture is to blame; doubled each time.
        longest_delay_s: The delay grows no further.
        steady_after_s: A life that lasted this long sets the delay back.
        stop_within_s: A worker that was told to end and has not after so long is killed.
    """

    first_delay_s: float = 0.2
    longest_delay_s: float = 30.0
    steady_after_s: float = 60.0
    stop_within_s: float = 15.0
