"""One step in an incident's life, as a rule decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity


@dataclass(frozen=True, slots=True)
class Transition:
    """An incident opened, changed or ended.

    Attributes:
        phase: ``new``, ``update`` or ``end``.
        captured_at: Capture time of the look that decided it, UTC.
        severity: From now on; at the end the last one.
        value: What was measured, in the unit of the rule's limit.
        reason: Why it ended; with phase ``end`` alone.
        graver: Whether the severity rose (or the incident is new), so that a picture is worth it.
    """

    phase: Phase
    captured_at: datetime
    severity: Severity
    value: float
    reason: EndReason | None = None
    graver: bool = False
