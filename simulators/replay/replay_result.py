"""What a replay found, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulators.replay.recording import BEGINNING
from simulators.replay.replayed_incident import ReplayedIncident


@dataclass(slots=True)
class ReplayResult:
    """Everything one recording gave.

    Attributes:
        frames: Pictures in it.
        last_at: Capture time of the last one.
        counts: People counted at each look.
        incidents: In the order they opened.
        looks: Looks by detector.
        cpu_s: Processor time by detector, seconds.
    """

    frames: int = 0
    last_at: datetime = BEGINNING
    counts: list[float] = field(default_factory=list)
    incidents: list[ReplayedIncident] = field(default_factory=list)
    looks: dict[str, int] = field(default_factory=dict)
    cpu_s: dict[str, float] = field(default_factory=dict)

    def note_time(self, detector: str, cpu_s: float) -> None:
        """Add processor time to a detector."""
        self.cpu_s[detector] = self.cpu_s.get(detector, 0.0) + cpu_s

    def note_look(self, detector: str, cpu_s: float) -> None:
        """Add a finished look to a detector."""
        self.looks[detector] = self.looks.get(detector, 0) + 1
        self.note_time(detector, cpu_s)

    def as_json(self) -> dict[str, Any]:
        """The form of ``report.json``; the same every run apart from the key ``timing``."""
        return {
            "frames": self.frames,
            "seconds": (self.last_at - BEGINNING).total_seconds(),
            "looks": dict(sorted(self.looks.items())),
            "crowd": {
                "looks": len(self.counts),
                "mean": sum(self.counts) / len(self.counts) if self.counts else None,
                "highest": max(self.counts, default=None),
            },
            "incidents": [incident.as_json() for incident in self.incidents],
            "timing": {
                "cpu_ms_per_look": {
                    detector: 1000.0 * spent / max(1, self.looks.get(detector, 0))
                    for detector, spent in sorted(self.cpu_s.items())
                }
            },
        }
