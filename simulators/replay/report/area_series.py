"""Change in one watched area over time."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class AreaSeries(ReportModel):
    """One watched area's visits; the lists have one place per visit.

    Attributes:
        zone: The zone's id.
        limit: Smallest change that counts, as a share of the picture.
        time_s: Seconds after the first picture.
        changed_share: Lasting change without a permit, as a share of the picture.
        outcome: Whether the visit could be compared: ``compared``, ``learning`` …
    """

    zone: str
    limit: float
    time_s: tuple[float, ...]
    changed_share: tuple[float, ...]
    outcome: tuple[str, ...]
