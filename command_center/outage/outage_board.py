"""Which villages are dark, in memory, for whoever may not ask the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from command_center.intake.attention import VILLAGE_OUTAGE, Held
from command_center.store.incident_record import AnyIncident
from sharp_eyes.alert.kind import IncidentKind

ITSELF = "-"
"""The zone of faults of a camera that gives no pictures; faults of the picture have another."""


@dataclass(slots=True)
class OutageBoard:
    """The step "village outage" of contract C17: a grouping.

    Attributes:
        open: Village → id of its open outage.
        coming: Villages where enough cameras are gone, and not yet for long enough.
    """

    open: dict[str, str] = field(default_factory=dict)
    coming: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """What the step is called."""
        return VILLAGE_OUTAGE

    def hold_back(self, incident: AnyIncident) -> Held | None:
        """Hold back the fault of a single camera where its village is dark, or about to be."""
        if not is_single_fault(incident):
            return None
        outage = self.open.get(incident.region)
        if outage is None and incident.region not in self.coming:
            return None
        return Held(self.name, outage)


def is_single_fault(incident: AnyIncident) -> bool:
    """Tell whether an incident is that one camera gives no pictures."""
    return (
        incident.kind == IncidentKind.CAMERA_FAULT.value
        and incident.camera_id is not None
        and incident.zone == ITSELF
    )
