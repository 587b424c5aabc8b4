"""What one look at all villages asks to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from command_center.outage.outage_change import OutageChange
from command_center.outage.village import Village
from command_center.store.incident_row import IncidentRow


@dataclass(slots=True)
class OutageWork:
    """Outages to open, to follow and to end.

    Attributes:
        begun: Villages that are dark now, each with its cameras and since when they are gone.
        changed: Open outages of which there is news.
        over: Open outages to be ended, each with its village; none where the registry holds that
            no more.
        regrouped: Whether faults of single cameras are to be held back, or no more.
    """

    begun: list[tuple[Village, Mapping[str, datetime]]] = field(default_factory=list)
    changed: list[OutageChange] = field(default_factory=list)
    over: list[tuple[IncidentRow, Village | None]] = field(default_factory=list)
    regrouped: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.begun or self.changed or self.over or self.regrouped)
