"""What changes about an open outage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from command_center.outage.outage_settings import OutageSettings
from command_center.outage.village import Village
from command_center.store.incident_row import IncidentRow
from command_center.store.outage_camera_row import OutageCameraRow


@dataclass(frozen=True, slots=True)
class OutageChange:
    """Who else went, and who came back.

    Attributes:
        village: As it is.
        outage: Its open incident.
        joined: Cameras that went after it began, and since when.
        back: Its cameras that give pictures again.
        again: Its cameras that were back, and are gone again.
        gone: How many of its cameras are gone now.
    """

    village: Village
    outage: IncidentRow
    joined: Mapping[str, datetime]
    back: Sequence[OutageCameraRow]
    again: Sequence[OutageCameraRow]
    gone: int

    @classmethod
    def of(
        cls, village: Village, outage: IncidentRow, members: Sequence[OutageCameraRow]
    ) -> OutageChange:
        """Compare what is stored with what is."""
        known = {one.camera_id for one in members}
        began_at = min((one.gone_at for one in members), default=outage.opened_at)
        joined = {
            camera_id: at
            for camera_id, at in village.gone.items()
            # What was broken before has a fault of its own.
            if camera_id not in known and at >= began_at
        }
        back = [one for one in members if one.back_at is None and one.camera_id in village.here]
        again = [one for one in members if one.back_at and one.camera_id in village.gone]
        out = sum(one.back_at is None for one in members)
        return cls(village, outage, joined, back, again, out + len(joined) + len(again) - len(back))

    def is_due(self, now: datetime, settings: OutageSettings) -> bool:
        """Tell whether it is to be told now: at once where it grows graver or milder."""
        if not (self.joined or self.back or self.again):
            return False
        if settings.severity(self.gone, self.village.cameras) != self.outage.severity:
            return True
        since_s = (now - self.outage.updated_at).total_seconds()
        return not 0 <= since_s < settings.update_every_s
