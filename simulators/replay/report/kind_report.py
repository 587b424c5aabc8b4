"""How the incidents of one kind went."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class KindReport(ReportModel):
    """Incidents of one kind; what needs a truth is null without one.

    Attributes:
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        raised: Incidents raised.
        true: Those that are right.
        false: Those that are false alarms.
        unknown: Those of which nothing is known.
        expected: True incidents that must be found.
        found: Those of them that were.
        late: Those of them that were found too late: a crowd more than three looks after it was
            due, construction more than its visits and three more, or two days in a time-lapse.
        recall: ``found`` over ``expected``.
        precision: ``true`` over ``true`` and ``false``.
        median_delay_s: Of the found ones.
        worst_delay_s: Of the found ones.
        camera_days: Time replayed for which the truth of this kind is complete.
        false_alarms_per_camera_day: ``false`` over ``camera_days``.
    """

    kind: str
    raised: int
    true: int
    false: int
    unknown: int
    expected: int
    found: int
    late: int
    recall: float | None
    precision: float | None
    median_delay_s: float | None
    worst_delay_s: float | None
    camera_days: float
    false_alarms_per_camera_day: float | None
