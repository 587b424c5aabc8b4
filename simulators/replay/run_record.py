"""What one source gave, look by look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sharp_eyes.alert.model_name import ModelName
from simulators.replay.area_look import AreaLook
from simulators.replay.box_look import BoxLook
from simulators.replay.crowd_look import CrowdLook
from simulators.replay.replayed_incident import ReplayedIncident


@dataclass(slots=True)
class RunRecord:
    """Everything one source gave.

    Attributes:
        pictures: How many were read.
        begin: Capture time of the first, UTC; none before one.
        last: Capture time of the last, UTC.
        size: Width and height of the pictures, px.
        crowd: Looks by zone.
        areas: Visits by zone.
        boxes: People's boxes of each crowd look.
        incidents: In the order they opened.
        methods: Which model or method raised incidents, by kind.
        looks: Looks by detector.
        cpu_s: Processor time by detector, seconds.
        stopped: Whether somebody ended it before its end.
    """

    pictures: int = 0
    begin: datetime | None = None
    last: datetime | None = None
    size: tuple[int, int] = (0, 0)
    crowd: dict[str, list[CrowdLook]] = field(default_factory=dict)
    areas: dict[str, list[AreaLook]] = field(default_factory=dict)
    boxes: list[BoxLook] = field(default_factory=list)
    incidents: list[ReplayedIncident] = field(default_factory=list)
    methods: dict[str, ModelName] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    cpu_s: dict[str, float] = field(default_factory=dict)
    stopped: bool = False

    @property
    def seconds(self) -> float:
        """Time from the first picture to the last."""
        if self.begin is None or self.last is None:
            return 0.0
        return (self.last - self.begin).total_seconds()

    def time_s(self, at: datetime) -> float:
        """Return a capture time as seconds after the first picture."""
        return 0.0 if self.begin is None else (at - self.begin).total_seconds()

    def note_time(self, detector: str, cpu_s: float) -> None:
        """Add processor time to a detector."""
        self.cpu_s[detector] = self.cpu_s.get(detector, 0.0) + cpu_s

    def note_look(self, detector: str, cpu_s: float) -> None:
        """Add a finished look to a detector."""
        self.looks[detector] = self.looks.get(detector, 0) + 1
        self.note_time(detector, cpu_s)
