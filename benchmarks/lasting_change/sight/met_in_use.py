"""Examples as the network meets them in use, beside a detector that learns the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import cv2
import numpy as np

from benchmarks.lasting_change.series_run import camera_watching
from benchmarks.lasting_change.sight.drawn_visits import drawn_visits, planned_series
from benchmarks.lasting_change.sight.examples import IGNORED, Example, example_of
from benchmarks.lasting_change.sight.views import Map, halved
from benchmarks.lasting_change.sight.watched_bank import WatchedBank
from benchmarks.lasting_change.sight.watched_sight import WatchedSight
from benchmarks.lasting_change.works_judge_training import NEVER
from detectors.construction.clean_view import clean_view
from detectors.construction.detector import ConstructionDetector
from detectors.construction.observation import ConstructionObservation
from detectors.construction.scene import WIDTH_PX
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.masking.people_masker import MASKING_THRESHOLD
from detectors.models.object_model import ObjectModel
from detectors.picture import BoolMap, Picture
from simulators.lapse.lapse_plan import HEIGHT, WIDTH

PER_SERIES, DRAWN_BY = 40, 9
WHOLE_PICTURE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Meeting:
    """A detector that learns a place, and what its network was shown of it.

    Args:
        model: Finds people and vehicles.
        sight: What it answers decides what is learned.

    Attributes:
        examples: One of each visit that was compared.
    """

    def __init__(self, model: ObjectModel, sight: WatchedSight) -> None:
        camera = camera_watching(WHOLE_PICTURE)
        every_s = camera.analytics.construction_every_s
        areas = [WatchedArea(zone, [], every_s) for zone in camera.active_zones]
        self._model, self._sight = model, sight
        self._detector = ConstructionDetector(areas, every_s, NEVER, sight)
        # What of the structures is known as the place by now.
        self._learned: BoolMap = np.zeros((HEIGHT // 2, WIDTH // 2), np.bool_)
        self.examples: list[Example] = []

    def visit(self, frames: Sequence[Picture], at: datetime, label: Map) -> None:
        """Show a visit.

        Args:
            frames: Of the visit.
            at: Capture time of the last.
            label: uint8 (180, 320): number of the structure at each pixel, 0 for none.
        """
        view = clean_view(frames)
        people = self._model.detect(view.image, MASKING_THRESHOLD)
        (seen,) = self._detector.visit(
            view.image, people, view.moving, at.astimezone(UTC), at.date()
        )
        structure = _registered(label, seen.observation) > 0
        bank, shown = self._bank(), self._sight.taken()
        if bank is None:
            # Learned anew from this visit on, or for a while already.
            self._learned = structure
            return
        compared = seen.observation.outcome is VisitOutcome.COMPARED
        if compared and shown is not None and bank.place is not None:
            wanted = structure.astype(np.uint8)
            wanted[~bank.place.known | (structure & self._learned)] = IGNORED
            self.examples.append(example_of(shown, wanted))
        same = bank.taken()
        if same is not None:
            self._learned = self._learned | (structure & same)

    def _bank(self) -> WatchedBank | None:
        """Return the detector's references; none when it has just begun with others."""
        memory = self._detector.memory
        if memory is not None and isinstance(memory.bank, WatchedBank):
            return memory.bank
        if memory is not None:
            memory.bank = WatchedBank(memory.bank.references)
        return None


def met_in_use(seed: int, model: ObjectModel, sight: WatchedSight) -> list[Example]:
    """Draw a whole series, show it to a detector, and return some of what its network was shown.

    What is learned of the place, and what patches it is put together from, is then the detector's
    own doing: pictures of before that were seen whole teach nothing about patches.

    Args:
        seed: Of those that are for training.
        model: Finds people and vehicles.
        sight: With the weights of now.
    """
    plan, renderer = planned_series(seed)
    meeting = Meeting(model, sight)
    for visit in drawn_visits(plan, renderer, range(len(plan.times))):
        meeting.visit(visit.frames, visit.times[-1], halved(visit.label))
    count = len(meeting.examples)
    chosen = np.random.default_rng([seed, DRAWN_BY]).permutation(count)[:PER_SERIES]
    return [meeting.examples[number] for number in sorted(chosen)]


def _registered(label: Map, observation: ConstructionObservation) -> Map:
    right, down = (one * WIDTH_PX for one in observation.shift)
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    size = (label.shape[1], label.shape[0])
    return np.asarray(cv2.warpAffine(label, matrix, size, flags=cv2.INTER_NEAREST), np.uint8)
