"""Examples as the network meets them in use, beside a detector that learns the place."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np

from benchmarks.lasting_change.series_run import camera_watching
from benchmarks.lasting_change.sight.examples import IGNORED, Example, example_of
from benchmarks.lasting_change.sight.views import DAYS, KINDS, LEAST_STRUCTURES, Map, halved
from benchmarks.lasting_change.works_judge_training import NEVER
from detectors.construction.clean_view import clean_view
from detectors.construction.detail import Detail
from detectors.construction.detector import ConstructionDetector
from detectors.construction.observation import ConstructionObservation
from detectors.construction.place_as_known import PlaceAsKnown
from detectors.construction.reference_bank import Likeness, ReferenceBank
from detectors.construction.scene import WIDTH_PX, Scene
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.construction.works_sight import WorksSight
from detectors.masking.people_masker import MASKING_THRESHOLD
from detectors.models.object_model import ObjectModel
from detectors.picture import BoolMap, FloatMap, Picture
from simulators.lapse.frame_store import FrameWriter, read_frames
from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan
from simulators.lapse.lapse_renderer import LapseRenderer
from simulators.lapse.structure_planning import plan_structures

PER_SERIES, DRAWN_BY = 40, 9
Shown = tuple[Scene, Scene, Scene, Detail]
WHOLE_PICTURE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class WatchedSight(WorksSight):
    """Remembers what it was shown."""

    _shown: Shown | None = None

    def look(self, scene: Scene, before: Scene, other: Scene, detail: Detail) -> FloatMap:
        """Look at one visit."""
        self._shown = (scene, before, other, detail)
        return super().look(scene, before, other, detail)

    def taken(self) -> Shown | None:
        """Return what it was shown since it was last asked; none when it was not."""
        shown, self._shown = self._shown, None
        return shown


class WatchedBank(ReferenceBank):
    """Remembers what of a visit was known, and what was learned of it."""

    place: PlaceAsKnown | None = None
    _learned: BoolMap | None = None

    def as_known(self, scene: Scene) -> PlaceAsKnown | None:
        """Put the place together."""
        self.place = super().as_known(scene)
        return self.place

    def learn(
        self, scene: Scene, likeness: Likeness, same: BoolMap, covered: BoolMap, at: datetime
    ) -> None:
        """Take in a visit."""
        self._learned = same
        super().learn(scene, likeness, same, covered, at)

    def taken(self) -> BoolMap | None:
        """Return what was learned since it was last asked, bool (H, W); none when nothing was."""
        learned, self._learned = self._learned, None
        return learned


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
    plan = LapsePlan.of(seed, DAYS)
    renderer = LapseRenderer(plan)
    plan_structures(plan, renderer.silhouette, KINDS, LEAST_STRUCTURES)
    plan.furnish()
    meeting = Meeting(model, sight)
    with tempfile.TemporaryDirectory() as work:
        video = Path(work) / "visits.mkv"
        drawn = []
        with FrameWriter(video, WIDTH, HEIGHT, plan.quality) as writer:
            for number in range(len(plan.times)):
                visit = renderer.visit(number)
                for frame in visit.frames:
                    writer.write(frame)
                drawn.append((visit.times, halved(visit.label)))
        frames = read_frames(video)
        for times, label in drawn:
            meeting.visit([next(frames) for _ in times], times[-1], label)
    count = len(meeting.examples)
    chosen = np.random.default_rng([seed, DRAWN_BY]).permutation(count)[:PER_SERIES]
    return [meeting.examples[number] for number in sorted(chosen)]


def _registered(label: Map, observation: ConstructionObservation) -> Map:
    right, down = (one * WIDTH_PX for one in observation.shift)
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    size = (label.shape[1], label.shape[0])
    return np.asarray(cv2.warpAffine(label, matrix, size, flags=cv2.INTER_NEAREST), np.uint8)
