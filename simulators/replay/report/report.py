"""``report.json``."""

from __future__ import annotations

from typing import Literal

from simulators.replay.report.crowd_report import CrowdReport
from simulators.replay.report.expectation_report import ExpectationReport
from simulators.replay.report.incident_report import IncidentReport
from simulators.replay.report.kind_report import KindReport
from simulators.replay.report.model import ReportModel
from simulators.replay.report.model_report import ModelReport
from simulators.replay.report.source_report import SourceReport
from simulators.replay.report.threshold_report import ThresholdReport
from simulators.replay.report.timing_report import TimingReport
from simulators.replay.report.true_incident_report import TrueIncidentReport


class Report(ReportModel):
    """Everything a replay found; two runs differ in nothing but ``timing``.

    Attributes:
        version: Version of the file's shape.
        detectors: Which looked.
        model: The object model; null where none was needed.
        density_model: What counted where boxes no longer can; null without.
        crowd: How counting went over all sources; null without the crowd detector.
        curve: Precision and recall over the threshold, where true boxes are known.
        incidents: Of all sources, in their order.
        truth: What should have been raised.
        kinds: Incidents by kind.
        camera_days: Time replayed, over all sources.
        false_alarms: Incidents that are false; null where no truth says so.
        false_alarms_per_camera_day: They over the time for which the truth is complete.
        sources: One section each.
        expectation: The outcome of ``--expect``; null without.
        timing: What it cost.
    """

    version: Literal[1] = 1
    detectors: tuple[str, ...]
    model: ModelReport | None
    density_model: ModelReport | None
    crowd: CrowdReport | None
    curve: tuple[ThresholdReport, ...]
    incidents: tuple[IncidentReport, ...]
    truth: tuple[TrueIncidentReport, ...]
    kinds: tuple[KindReport, ...]
    camera_days: float
    false_alarms: int | None
    false_alarms_per_camera_day: float | None
    sources: tuple[SourceReport, ...]
    expectation: ExpectationReport | None = None
    timing: TimingReport
