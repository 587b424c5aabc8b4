"""An incident that really was."""

from __future__ import annotations

from dataclasses import dataclass

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class TrueIncident:
    """What should have been raised; times are seconds after the source's first picture.

    Attributes:
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        zone: The zone's id; none matches any zone of the kind.
        start_s: From when on an alert about it is right.
        due_s: From when on it is due: delays count from here.
        end_s: When it was over; none when it lasted beyond the last picture.
        name: For the report.
        polygon: Where it is in the picture, corners (u, v); none where that does not matter.
        required: Whether it must be found. One that need not be is right to raise and right to
            leave alone, such as a structure that stays small.
        grace_s: How long after it is due it is still found in time; the kind's own where none.
    """

    kind: str
    zone: str | None
    start_s: float
    due_s: float
    end_s: float | None = None
    name: str = ""
    polygon: Corners | None = None
    required: bool = True
    grace_s: float | None = None
