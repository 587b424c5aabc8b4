"""What is known of one visit."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.lapse.structure_truth import StructureTruth


@dataclass(frozen=True, slots=True)
class VisitTruth:
    """The truth of one visit.

    Attributes:
        structures: Those that have begun, in the order of their ids.
        nuisances: What is in the picture that is no construction, by name.
        weather: ``clear``, ``cloudy``, ``overcast``, ``rain``, ``fog`` or ``snow``.
        sun_up: Whether the sun is over the horizon.
    """

    structures: tuple[StructureTruth, ...]
    nuisances: frozenset[str]
    weather: str
    sun_up: bool
