"""Everything that is known about what a source really shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulators.replay.truth.true_counts import TrueCounts
from simulators.replay.truth.true_incident import TrueIncident
from simulators.replay.truth.true_people import TruePeople


@dataclass(slots=True)
class Truth:
    """Truth of one source; what is not known is none or empty.

    Attributes:
        people: By number of the picture. A picture without an entry shows nobody.
        counts: Counted people, where no boxes are known.
        incidents: What should have been raised.
        known_kinds: Kinds of which ``incidents`` is complete: any other alert of them is false.
    """

    people: dict[int, TruePeople] | None = None
    counts: TrueCounts | None = None
    incidents: list[TrueIncident] = field(default_factory=list)
    known_kinds: set[str] = field(default_factory=set)

    def add(self, other: Truth) -> None:
        """Take over what another part of the truth knows; it wins where both know the same."""
        if other.people is not None:
            self.people = other.people
        if other.counts is not None:
            self.counts = other.counts
        replaced = other.known_kinds & self.known_kinds
        self.incidents = [
            incident for incident in self.incidents if incident.kind not in replaced
        ] + other.incidents
        self.known_kinds |= other.known_kinds
