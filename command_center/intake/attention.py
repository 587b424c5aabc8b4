"""The seam for silence, grouping and inhibition (contract C17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from command_center.store.incident_row import IncidentRow


class AttentionStep(Protocol):
    """One named step: silence, grouping or inhibition.

    An incident that a step holds back is stored and shown like any other, but opens no task.
    """

    @property
    def name(self) -> str:
        """What it is called in the log and in the audit trail."""
        ...

    def holds_back(self, incident: IncidentRow) -> bool:
        """Tell whether this incident should not call on anybody."""
        ...


class Attention:
    """Decides whether a fresh incident calls on somebody.

    Args:
        steps: In the order silence, grouping, inhibition; none by default.
    """

    def __init__(self, steps: Sequence[AttentionStep] = ()) -> None:
        self._steps = tuple(steps)

    def held_back_by(self, incident: IncidentRow) -> str | None:
        """Return the name of the first step that holds the incident back, or none."""
        return next((step.name for step in self._steps if step.holds_back(incident)), None)
