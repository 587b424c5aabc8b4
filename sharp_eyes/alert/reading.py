"""What one look brought to light, in the words of an alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sharp_eyes.alert.evidence import Evidence
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource


@dataclass(frozen=True, slots=True)
class Reading:
    """The part of an alert that comes from a picture and its measurement.

    Attributes:
        captured_at: Capture time of the frame, UTC.
        time_source: Whose clock that is.
        decoded_at: When the frame had been decoded, UTC.
        severity: 1 to 4.
        measurement: What was measured against which limit.
        model: What measured it.
        evidence: Pictures, people masked.
    """

    captured_at: datetime
    time_source: TimeSource
    decoded_at: datetime
    severity: Severity
    measurement: Measurement
    model: ModelName
    evidence: tuple[Evidence, ...] = ()
