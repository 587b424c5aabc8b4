"""Decides when a village is dark, and when that is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from command_center.outage.outage_settings import OutageSettings
from command_center.outage.village import Village


@dataclass(slots=True)
class OutageWatch:
    """Hold times on both sides, so that a village that flickers is one outage.

    Runs on the times it is given; what is open is the caller's to know, since it outlives this.
    Asking twice at one time gives the same answer twice.

    Attributes:
        settings: Shares and times.
    """

    settings: OutageSettings
    _together_since_s: dict[str, float] = field(default_factory=dict)
    _back_since_s: dict[str, float] = field(default_factory=dict)

    def coming(self) -> set[str]:
        """Return the villages where enough cameras are gone, and not yet for long enough."""
        return set(self._together_since_s)

    def begins(self, village: Village, now_s: float) -> Mapping[str, datetime]:
        """Look at a village that has no open outage.

        Args:
            village: As it is.
            now_s: Monotonic time.

        Returns:
            The cameras of an outage that begins now, and since when each is gone; else nothing.
        """
        self._back_since_s.pop(village.code, None)
        together = village.gone_together(self.settings.window_s)
        if len(together) < self.settings.needed(village.cameras):
            self._together_since_s.pop(village.code, None)
            return {}
        since_s = self._together_since_s.setdefault(village.code, now_s)
        if now_s - since_s < self.settings.hold_s:
            return {}
        return together

    def is_over(self, village: Village, members: Collection[str], now_s: float) -> bool:
        """Look at a village that has an open outage.

        Args:
            village: As it is.
            members: The cameras of the outage. One of which nothing is known is not back: a
                silent shard ends nothing.
            now_s: Monotonic time.
        """
        self._together_since_s.pop(village.code, None)
        left = len(set(members) - village.here)
        if left > self.settings.most_left(village.cameras):
            self._back_since_s.pop(village.code, None)
            return False
        since_s = self._back_since_s.setdefault(village.code, now_s)
        return now_s - since_s >= self.settings.back_hold_s

    def keep(self, villages: Collection[str]) -> None:
        """Forget all other villages."""
        for known in (self._together_since_s, self._back_since_s):
            for code in [one for one in known if one not in villages]:
                del known[code]
