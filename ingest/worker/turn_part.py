"""One look of a turn."""

from __future__ import annotations

from dataclasses import dataclass, field

from detectors.finding import Finding
from ingest.schedule.look import Look


@dataclass(slots=True)
class TurnPart:
    """One look, and what came of it.

    Attributes:
        look: Camera and detector.
        cpu_s: Processor seconds, none if nobody knows.
        held_s: For how long it kept its place; none for as long as the turn took.
        looked: Whether its frame could be looked at.
        findings: What was found.
        finished: Whether the look is complete; a visit is with its last frame.
        learned: Whether the detector's state is worth saving.
        failure: Why the detector could not look.
    """

    look: Look
    cpu_s: float | None = None
    held_s: float | None = None
    looked: bool = False
    findings: list[Finding] = field(default_factory=list)
    finished: bool = False
    learned: bool = False
    failure: Exception | None = None

    def detected(self, cpu_s: float) -> None:
        """Add what the detector took."""
        self.cpu_s = cpu_s + (self.cpu_s or 0.0)
