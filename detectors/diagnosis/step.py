"""What a look changes about a picture's faults."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.sign import Sign
from sharp_eyes.alert.phase import Phase


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        phase: ``new``, ``update`` (another fault came to the fore) or ``end``.
        fault: Which.
        sign: Its figures.
    """

    phase: Phase
    fault: PictureFault
    sign: Sign
