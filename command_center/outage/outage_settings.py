"""When a village's cameras are an outage."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sharp_eyes.alert.severity import Severity


@dataclass(frozen=True, slots=True)
class OutageSettings:
    """One centre's settings.

    Attributes:
        share: More than this share of a village's cameras gone within ``window_s`` is an outage.
        least: And at least so many: in a village of two, each is repaired by itself.
        window_s: See ``share``.
        hold_s: They must be gone for so long, as a single camera must before it has a fault.
        back_share: It is over when no more than this share of the village's cameras is gone ...
        back_hold_s: ... for so long.
        update_every_s: Who else went or came back is told at most this often (contract C4).
        severe_share: From this share on it is one step graver.
    """

    share: float = 0.5
    least: int = 3
    window_s: float = 60.0
    hold_s: float = 10.0
    back_share: float = 0.25
    back_hold_s: float = 30.0
    update_every_s: float = 30.0
    severe_share: float = 0.8

    def needed(self, cameras: int) -> int:
        """Return how many of a village's cameras must be gone."""
        return max(self.least, math.floor(self.share * cameras) + 1)

    def most_left(self, cameras: int) -> int:
        """Return how many may still be gone when it is over."""
        # Never so many that it would begin again at once.
        return min(math.floor(self.back_share * cameras), self.needed(cameras) - 1)

    def severity(self, gone: int, cameras: int) -> Severity:
        """Return how grave it is: 较大, or 重大 where nearly the whole village is dark.

        The gravest level is kept for what endangers people by itself.
        """
        severe = cameras > 0 and gone / cameras >= self.severe_share
        return Severity.MAJOR if severe else Severity.SERIOUS
