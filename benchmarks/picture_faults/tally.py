"""What came of the episodes of the picture diagnosis' benchmark."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What came of all episodes.

    Attributes:
        episodes: By fault.
        found: By fault.
        false: Incidents by the name they bear.
        delays_s: From the beginning of a fault to its incident, by fault.
        too_soon: Faults said, or said to be over, before that had held, by fault.
        not_ended: Faults whose end was not announced in time, by fault.
        harmless: Incidents by harmless event; 0 where there were none.
        harmless_looks: How many looks those events took.
        details: One line for each miss and each false alarm.
        cpu_s: Processor seconds of every look.
    """

    episodes: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    delays_s: dict[str, list[float]] = field(default_factory=dict)
    too_soon: Counter[str] = field(default_factory=Counter)
    not_ended: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    harmless_looks: int = 0
    details: list[str] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)

    def precision(self, fault: str) -> float:
        """Of the incidents of this name, the share that was right."""
        said = self.found[fault] + self.false[fault]
        return self.found[fault] / said if said else 1.0

    def recall(self, fault: str) -> float:
        """Of the episodes of this fault, the share that was found."""
        return self.found[fault] / max(1, self.episodes[fault])
