"""How long things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """Lives, in days, of what nobody holds.

    Attributes:
        evidence_days: Pictures and clips, after the last of their incidents has ended.
        incident_days: Incidents and their alerts, after the end; an incident stays as long as its
            task does.
        task_days: Tasks, after their last step; one that is not over stays.
        audit_days: Rows of the audit trail.
        shift_days: Handovers, after they were signed, and shifts of the roster and silences, after
            their end.
        feed_days: The wall's feed, which repeats what incidents and tasks hold.
    """

    evidence_days: int = 180
    incident_days: int = 730
    task_days: int = 1095
    audit_days: int = 1095
    shift_days: int = 1095
    feed_days: int = 30

    @property
    def evidence(self) -> timedelta:
        """Life of pictures and clips."""
        return timedelta(days=self.evidence_days)

    @property
    def incidents(self) -> timedelta:
        """Life of incidents and alerts."""
        return timedelta(days=self.incident_days)

    @property
    def tasks(self) -> timedelta:
        """Life of tasks."""
        return timedelta(days=self.task_days)

    @property
    def audit(self) -> timedelta:
        """Life of the trail's rows."""
        return timedelta(days=self.audit_days)

    @property
    def shifts(self) -> timedelta:
        """Life of handovers, of the roster's shifts and of silences."""
        return timedelta(days=self.shift_days)

    @property
    def feed(self) -> timedelta:
        """Life of the wall's feed."""
        return timedelta(days=self.feed_days)
