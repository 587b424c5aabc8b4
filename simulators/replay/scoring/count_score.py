"""How counts compare with the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulators.replay.crowd_look import CrowdLook
from simulators.replay.run_record import RunRecord
from simulators.replay.scoring.box_score import people_inside
from simulators.replay.truth.true_people import NO_BOXES, TruePeople
from simulators.replay.truth.truth import Truth

_NOBODY = TruePeople(NO_BOXES)


@dataclass(frozen=True, slots=True)
class CountScore:
    """Counts of a source.

    Attributes:
        counted: People of every count.
        errors: Counted less true people, of every count that could be compared.
    """

    counted: tuple[int, ...]
    errors: tuple[int, ...]

    @property
    def mae(self) -> float | None:
        """Mean absolute error, none without a truth."""
        return sum(map(abs, self.errors)) / len(self.errors) if self.errors else None

    @property
    def bias(self) -> float | None:
        """Mean error, none without a truth."""
        return sum(self.errors) / len(self.errors) if self.errors else None

    @classmethod
    def joined(cls, scores: Sequence[CountScore]) -> CountScore:
        """Put the counts of several sources together."""
        return cls(
            tuple(people for score in scores for people in score.counted),
            tuple(error for score in scores for error in score.errors),
        )


def true_count(
    truth: Truth,
    record: RunRecord,
    zone: str,
    polygon: Sequence[tuple[float, float]],
    look: CrowdLook,
) -> int | None:
    """Return how many people really were in a zone at a look, or none where it is not known."""
    if truth.people is not None:
        return people_inside(truth.people.get(look.number, _NOBODY), *record.size, polygon)
    if truth.counts is not None:
        return truth.counts.of(zone, look.number, look.label, look.time_s)
    return None
