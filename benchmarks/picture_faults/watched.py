"""One camera under the picture diagnosis."""

from __future__ import annotations

import copy
import time
from datetime import UTC, datetime, timedelta

from benchmarks.picture_faults.faults import Change
from benchmarks.picture_faults.footage import Place
from benchmarks.picture_faults.sensor import Sensor, compressed
from benchmarks.picture_faults.tally import Tally
from detectors.diagnosis.picture_diagnosis import PictureDiagnosis
from sharp_eyes.alert.phase import Phase

EVERY_S = 10.0
"""Scene time between two looks."""

LEARNING_LOOKS = 42
MOST_LEARNING_LOOKS = 6 * LEARNING_LOOKS
"""Learning goes on for so long while a kind of light that was seen is not known: before a grey road
each coloured car makes it another one."""

START = datetime(2026, 6, 1, 2, tzinfo=UTC)


class Watched:
    """One camera: a place, a light, a sensor, and its diagnosis."""

    def __init__(self, place: Place, light: str, seed: int, tally: Tally) -> None:
        self.place, self.light, self.tally = place, light, tally
        self.sensor = Sensor(seed, light)
        self.diagnosis = PictureDiagnosis((), EVERY_S)
        self.look_number = 0
        self.quality = 45 + 10 * (seed % 5)

    @property
    def learning(self) -> bool:
        """Whether it has not seen enough of its place."""
        views = self.diagnosis.views.by_light.values()
        return self.look_number < LEARNING_LOOKS or (
            self.look_number < MOST_LEARNING_LOOKS and not all(view.known for view in views)
        )

    def look(self, change: Change | None = None, number: int = 0) -> tuple[Phase, str] | None:
        """Take one look; what it said, if anything."""
        picture = self.sensor.take(self.place.at(self.look_number), self.light)
        if change is not None:
            picture = change(picture, number)
        picture = compressed(picture, self.quality)
        at = START + timedelta(seconds=EVERY_S * self.look_number)
        self.look_number += 1
        began_s = time.thread_time()
        step = self.diagnosis.look(picture, at)
        self.tally.cpu_s.append(time.thread_time() - began_s)
        return None if step is None else (step.phase, step.fault.value)

    def copy(self, number: int) -> Watched:
        """Return a camera that goes on from here by itself, with noise of its own.

        Args:
            number: Another one, other noise.
        """
        one = copy.copy(self)
        one.diagnosis = copy.deepcopy(self.diagnosis)
        one.sensor = Sensor(self.look_number + number, self.light)
        return one
