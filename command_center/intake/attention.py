"""The seam for silence, grouping and inhibition (contract C17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from command_center.store.incident_record import AnyIncident

SILENCE = "silence"
"""The name of the step by which people keep a camera's alerts from calling on anybody."""

VILLAGE_OUTAGE = "village outage"
"""The name of the step that groups single cameras' faults into their village's outage."""


@dataclass(frozen=True, slots=True)
class Held:
    """That an incident calls on nobody.

    Attributes:
        by: The step's name.
        part_of: The incident that it is shown with, or none.
    """

    by: str
    part_of: str | None = None


class AttentionStep(Protocol):
    """One named step: silence, grouping or inhibition.

    An incident that a step holds back is stored and shown like any other, but does not pop up and
    opens no task.
    """

    @property
    def name(self) -> str:
        """What it is called in the log, in the database and in the audit trail."""
        ...

    def hold_back(self, incident: AnyIncident) -> Held | None:
        """Return why this incident should not call on anybody, none where it should."""
        ...


class Attention:
    """Decides whether a fresh incident calls on somebody.

    Args:
        steps: In the order silence, grouping, inhibition; none by default.
    """

    def __init__(self, steps: Sequence[AttentionStep] = ()) -> None:
        self._steps = tuple(steps)

    def held_back(self, incident: AnyIncident) -> Held | None:
        """Return what the first step that holds the incident back says, or none."""
        for step in self._steps:
            held = step.hold_back(incident)
            if held is not None:
                return held
        return None
