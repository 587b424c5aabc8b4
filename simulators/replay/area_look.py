"""What one visit found in one watched area."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreaLook:
    """One watched area, one visit.

    Attributes:
        time_s: After the source's first picture.
        changed_share: Lasting change without a permit, as a share of the picture.
        outcome: Whether the visit could be compared, in the detector's word.
    """

    time_s: float
    changed_share: float
    outcome: str
