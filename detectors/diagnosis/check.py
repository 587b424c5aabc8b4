"""One kind of fault, looked for."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.sign import Sign


class Check(Protocol):
    """Looks for one fault; what it learns is bounded, whatever it sees."""

    @property
    def fault(self) -> PictureFault:
        """Which."""
        ...

    @property
    def clear_hold_s(self) -> float:
        """How long the picture must be well again before that is said."""
        ...

    def look(self, glance: Glance, at: datetime) -> Sign | None:
        """Judge a look; none where nothing can be told."""
        ...

    def learn(self, glance: Glance, at: datetime) -> None:
        """Take a look that no check found anything in as usual."""
        ...
