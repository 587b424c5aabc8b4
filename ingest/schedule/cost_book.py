"""What looks cost."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.schedule.look import LookKind

OWN_WEIGHT = 0.2
"""Share of the newest measurement in the running mean of one camera's look."""

KIND_WEIGHT = 0.05
"""Share of the newest measurement in the running mean of a kind of look."""

FIRST_GUESS_S = 0.004
"""Of a look nobody has measured: a key frame of 640x360 and 40 kB."""


@dataclass(slots=True)
class Cost:
    """Of one frame's look.

    Attributes:
        cpu_s: Processor seconds.
        held_s: Seconds for which it kept one of the places for looks under way.
    """

    cpu_s: float = FIRST_GUESS_S
    held_s: float = FIRST_GUESS_S

    def follow(self, cpu_s: float, held_s: float, weight: float) -> None:
        """Move towards a measurement."""
        self.cpu_s += weight * (cpu_s - self.cpu_s)
        self.held_s += weight * (held_s - self.held_s)


class CostBook:
    """Keeps the mean cost of each kind of look, from which a camera's own one begins.

    A camera's own mean tells cameras of different picture sizes and bitrates apart.
    """

    def __init__(self) -> None:
        self._kinds: dict[LookKind, Cost] = {}

    def of(self, kind: LookKind) -> Cost:
        """Return the mean of a kind, or a guess."""
        return self._kinds.get(kind) or Cost()

    def measured(self, kind: LookKind, own: Cost | None, cpu_s: float, held_s: float) -> Cost:
        """Take a measurement.

        Args:
            kind: What was looked for.
            own: The camera's mean so far, if it has one.
            cpu_s: Processor seconds.
            held_s: Seconds from beginning to end.

        Returns:
            The camera's mean.
        """
        mean = self._kinds.get(kind)
        if mean is None:
            self._kinds[kind] = Cost(cpu_s, held_s)
        else:
            mean.follow(cpu_s, held_s, KIND_WEIGHT)
        if own is None:
            return Cost(cpu_s, held_s)
        own.follow(cpu_s, held_s, OWN_WEIGHT)
        return own
