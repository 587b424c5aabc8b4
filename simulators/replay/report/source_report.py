"""One source in the report."""

from __future__ import annotations

from datetime import datetime

from simulators.replay.report.area_series import AreaSeries
from simulators.replay.report.count_series import CountSeries
from simulators.replay.report.crowd_report import CrowdReport
from simulators.replay.report.model import ReportModel
from simulators.replay.report.text import Text


class SourceReport(ReportModel):
    """One source: its own camera, its own detectors.

    Attributes:
        name: Of the file, the folder or the scene.
        camera: Id of the camera whose zones and limits held.
        camera_name: Its name.
        pictures: Pictures read.
        begin: Capture time of the first; null when none was read.
        seconds: Time from the first to the last.
        complete: Whether all of it could be read; else ``problems`` says what could not.
        stopped: Whether somebody ended it before its end.
        problems: What was passed over, at most fifty.
        problem_count: How many things were passed over.
        looks: Looks by detector.
        truth_kinds: Kinds of incidents of which the truth is complete.
        crowd: How counting went; null without the crowd detector.
        counts: Counts over time, by zone.
        areas: Change over time, by watched area.
    """

    name: str
    camera: str
    camera_name: str
    pictures: int
    begin: datetime | None
    seconds: float
    complete: bool
    stopped: bool
    problems: tuple[Text, ...]
    problem_count: int
    looks: dict[str, int]
    truth_kinds: tuple[str, ...]
    crowd: CrowdReport | None
    counts: tuple[CountSeries, ...]
    areas: tuple[AreaSeries, ...]
