"""For how long a fault has shown, and for how long it has not."""

from __future__ import annotations

from datetime import datetime

from detectors.diagnosis.sign import Sign

UNTOLD_LOOKS = 3
UNTOLD_SHARE = 1.0 / 3.0
"""After so many looks in which nothing could be told, and so much of the hold time, what was held
before counts no more. A lorry that waits before the camera for half a minute does not make five
minutes of a cast begin anew."""

LEAST_LOOKS = 3
"""A fault shows in so many looks one after the other, however far apart they are."""


class Hold:
    """One fault's hold times, by capture times."""

    def __init__(self) -> None:
        self.sign: Sign | None = None
        self._over_since: datetime | None = None
        self._over_looks = 0
        self._well_since: datetime | None = None
        self._untold = 0
        self._untold_since: datetime | None = None

    def look(self, sign: Sign | None, at: datetime) -> None:
        """Take a look's sign; a few that tell nothing leave everything as it is."""
        if sign is None:
            self._untold += 1
            since = self._untold_since = self._untold_since or at
            least_s = UNTOLD_SHARE * self.sign.hold_s if self.sign is not None else 0.0
            if self._untold >= UNTOLD_LOOKS and (at - since).total_seconds() >= least_s:
                self.forget()
            return
        self._untold = 0
        self._untold_since = None
        self.sign = sign
        if sign.over:
            self._over_since = self._over_since or at
            self._over_looks += 1
            self._well_since = None
            return
        self._over_since = None
        self._over_looks = 0
        self._well_since = (self._well_since or at) if sign.well else None

    def forget(self) -> None:
        """Begin anew, after a gap that proves nothing."""
        self._over_since = self._well_since = None
        self._over_looks = 0

    def held(self, at: datetime) -> bool:
        """Whether the fault has shown for long enough."""
        if self.sign is None or self._over_since is None or self._over_looks < LEAST_LOOKS:
            return False
        if self._untold:
            return False
        return (at - self._over_since).total_seconds() >= self.sign.hold_s

    @property
    def showing(self) -> bool:
        """Whether the newest sign shows the fault."""
        return self._over_since is not None

    def cleared(self, at: datetime, clear_hold_s: float) -> bool:
        """Whether the picture has been well for long enough."""
        since = self._well_since
        return since is not None and (at - since).total_seconds() >= clear_hold_s
