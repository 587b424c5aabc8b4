"""One alert that the centre refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An alert that the centre said it would never take; it is kept until it is replayed.

    Attributes:
        alert_id: ULID.
        topic: Where it was published.
        body: The alert's JSON.
        reason: Why it was refused, in the centre's words.
        refused_at: UTC.
    """

    alert_id: str
    topic: str
    body: bytes
    reason: str
    refused_at: datetime
