"""One silence that holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Silence:
    """That alerts of a camera call on nobody for a time.

    Attributes:
        camera_id: 20 digits.
        kind: Of which kind; none for all.
        until: When it ends by itself, UTC.
    """

    camera_id: str
    kind: str | None
    until: datetime

    def covers(self, camera_id: str | None, kind: str, now: datetime) -> bool:
        """Tell whether it is about an incident of this camera and kind, now."""
        return self.camera_id == camera_id and self.kind in (None, kind) and now < self.until
