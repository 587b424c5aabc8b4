"""A true incident in the report."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class TrueIncidentReport(ReportModel):
    """What should have been raised, and whether it was.

    Attributes:
        source: Name of the source.
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        zone: The zone's id; null for any.
        name: From the truth.
        start_s: From when on an alert about it is right, seconds after the first picture.
        due_s: From when on it is due.
        end_s: When it was over; null when it lasted beyond the last picture.
        required: Whether it had to be found: large enough, and shown for long enough.
        found_by: Id of the first incident about it; null when there was none.
        delay_s: How long after it was due it was found; below 0 it was early.
        late: Whether that was too late.
    """

    source: str
    kind: str
    zone: str | None
    name: str
    start_s: float
    due_s: float
    end_s: float | None
    required: bool
    found_by: str | None
    delay_s: float | None
    late: bool
