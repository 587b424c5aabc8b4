"""The kinds of incidents."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class IncidentKind(StrEnum):
    """What an incident is about; also the last level of its alert topic."""

    CROWD = "crowd"
    CONSTRUCTION = "construction"
    CAMERA_FAULT = "camera-fault"

    @property
    def event_type(self) -> str:
        """The CloudEvents ``type`` of its alerts."""
        return f"sharp-eyes.{self.value}.v1"

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return _TITLES[self]


_TITLES = {
    IncidentKind.CROWD: Bilingual("人员聚集", "crowd"),
    IncidentKind.CONSTRUCTION: Bilingual("疑似违建", "suspected unpermitted construction"),
    IncidentKind.CAMERA_FAULT: Bilingual("摄像机故障", "camera fault"),
}
