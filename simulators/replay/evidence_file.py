"""A picture of an incident, written beside the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One picture, people masked.

    Attributes:
        file: Its path below the report's folder.
        role: What it shows: ``scene``, ``before``, ``after``, ``outline`` …
        captured_at: Capture time of the look that it belongs to, UTC.
    """

    file: str
    role: str
    captured_at: datetime
