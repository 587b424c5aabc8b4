"""How an account stands with its second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TotpState:
    """What its owner and administrators may know.

    Attributes:
        on_since: Since when codes are asked for; none where they are not.
        recovery_left: How many recovery codes are left.
    """

    on_since: datetime | None
    recovery_left: int
