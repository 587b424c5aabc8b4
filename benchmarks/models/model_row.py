"""One object model's figures."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.models.people_score import PeopleScore


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What one model, at one input size and threshold, found and cost.

    Attributes:
        model: In words, with the size of the input.
        threshold: Score from which a box counts.
        score: Against the truth; none where there is no truth.
        cpu_ms: Processor milliseconds of a look, preparation and reading included, median.
        ratio: ``cpu_ms`` over that of NanoDet float32 at 416 x 416, measured round by round in the
            same run.
    """

    model: str
    threshold: float
    score: PeopleScore | None
    cpu_ms: float
    ratio: float
