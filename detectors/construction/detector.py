"""The construction detector of one camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from detectors.construction.confirming import confirm
from detectors.construction.cover import Cover
from detectors.construction.detail import Detail
from detectors.construction.evidence_map import CERTAIN
from detectors.construction.guard import guarded
from detectors.construction.known_looks import YOUNG_H, surely_unlike
from detectors.construction.lasting import Pace, note_sign, was_taken_away
from detectors.construction.laying_over import SURELY_ALIKE, laid_over
from detectors.construction.observation import ConstructionObservation
from detectors.construction.place_memory import PlaceMemory
from detectors.construction.reference_bank import Likeness
from detectors.construction.registration import Registered, register
from detectors.construction.scene import WIDTH_PX, Scene
from detectors.construction.taking_in import (
    describe,
    out_of_picture,
    passing,
    steady,
)
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.construction.works_judge import WorksJudge
from detectors.construction.works_map import BEGUN
from detectors.models.detections import Detections
from detectors.picture import BoolMap, FloatMap, Picture
from detectors.transition import Transition
from sharp_eyes.alert.phase import EndReason

if TYPE_CHECKING:
    # Its runtime starts a thread and takes 20 MB as soon as it is imported.
    from detectors.construction.works_sight import WorksSight

LEARNING_VISITS = 4
"""Visits that only teach what the place looks like."""

VEILED_VISITS = 3
"""So many in a row that look like fog beside what was learned begin the learning anew."""

MAX_CHANGED_SHARE = 0.2
"""Share of the picture that may differ anew at one visit; more is snow or another kind of light,
and says nothing about the ground."""

NEW_VIEW_H = 60.0
"""How long another view must have been steady before it is learned; a cover of snow is gone by
then or has let the edges through."""

FOLLOWED_COUNT = 2
"""Visits that saw a pixel changed from which its new look is not learned."""

NOISE_SHARE = 0.03

VERSION = "7"
"""Of the method, told in alerts."""


@dataclass(frozen=True, slots=True)
class ZoneVisit:
    """What a visit means for one zone.

    Attributes:
        area: The zone.
        observation: What was found there.
        transition: What it changes, or none.
    """

    area: WatchedArea
    observation: ConstructionObservation
    transition: Transition | None


class ConstructionDetector:
    """Compares visits with what the place looked like, and follows what differs until it lasts.

    Args:
        areas: The camera's watched areas, at least one.
        visit_every_s: Promised interval between two visits.
        judge: Of works that are seen; by default the one that comes with the code.
        sight: Tells works from all else that is new; without it, and in fast motion, the changes
            followed decide alone.

    Attributes:
        memory: What is known of the place; none before the first visit.
        latest_is_grey: Whether the latest visit was made in infrared light.
        pace: How quickly visits follow each other.
        signs: Of the latest visit compared, as ``KnownLooks.visit`` returns them.
    """

    def __init__(
        self,
        areas: Sequence[WatchedArea],
        visit_every_s: float = 600.0,
        judge: WorksJudge | None = None,
        sight: WorksSight | None = None,
    ) -> None:
        self.areas = tuple(areas)
        self.memory: PlaceMemory | None = None
        self.pace = Pace.of(visit_every_s, min(area.lasting_visits for area in areas))
        # Another view, until it is known whether the camera looks there for good.
        self._waiting: PlaceMemory | None = None
        self._veiled = 0
        self.signs: FloatMap | None = None
        self._judge = judge or WorksJudge.packaged()
        self._sight = sight if self.pace.in_earnest else None
        self.latest_is_grey = False

    @property
    def learned(self) -> bool:
        """Whether the place is known well enough to compare with."""
        return self.memory is not None and self.memory.visits > LEARNING_VISITS

    @property
    def changing(self) -> bool:
        """Whether something that could become a structure is being followed."""
        if self.memory is None:
            return False
        if self.memory.works.told.any():
            return True
        least = 0.5 * min(area.least_area for area in self.areas)
        return any(track.seen > 1 and track.share >= least for track in self.memory.tracker.tracks)

    def restore(self, memory: PlaceMemory) -> None:
        """Go on with what was learned before a restart."""
        self.memory = memory

    def visit(
        self,
        image: Picture,
        detections: Detections | None,
        moving: BoolMap | None,
        captured_at: datetime,
        day: date,
    ) -> list[ZoneVisit]:
        """Take one visit's clean view.

        Args:
            image: The clean view, privacy masks burned in.
            detections: What the object model found in it, at the masking threshold or less; none
                when there is no model.
            moving: Where the visit's frames differed, at a width of 320 px, or none.
            captured_at: Capture time of the last frame, UTC.
            day: The local day, for permits.
        """
        scene = Scene.of(image)
        self.latest_is_grey = scene.infrared
        cover = Cover.of(scene.size, detections, moving, (image.shape[1], image.shape[0]))
        memory = self.memory
        if memory is None or memory.size != scene.size:
            # Another aspect ratio is another view; what was learned says nothing about it.
            return self._begin(scene, cover, captured_at)
        detail = None if self._sight is None else Detail.of(image, scene)
        registered = laid_over(memory, scene)
        if registered is None or self._is_elsewhere(scene, registered):
            return self._other_view(scene, detail, cover, captured_at)
        self._waiting = None
        outcome = self._take_in(memory, registered, detail, cover, captured_at)
        if outcome is VisitOutcome.NOT_COMPARABLE and not self.learned:
            # A first visit in hard light, say, must not make all others look like fog for ever.
            self._veiled += 1
            if self._veiled >= VEILED_VISITS:
                return self._begin(scene, cover, captured_at)
        else:
            self._veiled = 0
        if outcome is not VisitOutcome.COMPARED:
            return self._all(outcome, captured_at)
        least = min(area.least_area for area in self.areas)
        lasting = confirm(memory, self._judge, self.pace, least, self.signs, captured_at)
        return [self._found(area, lasting, registered, captured_at, day) for area in self.areas]

    def _is_elsewhere(self, scene: Scene, registered: Registered) -> bool:
        """Say whether a visit looks more like the view waited for than like the old one."""
        if self._waiting is None:
            return False
        latest = self._waiting.bank.anchors(infrared=scene.infrared)[0]
        return register(latest.scene(), scene).alike > registered.alike

    def _see_works(
        self,
        memory: PlaceMemory,
        scene: Scene,
        detail: Detail,
        hidden: BoolMap,
        at: datetime,
    ) -> None:
        place = memory.bank.as_known(scene)
        if self._sight is not None and place is not None:
            works = self._sight.look(scene, place.nearest, place.other, detail)
            # Where nobody knows what stood there before, nobody can say that it is new.
            memory.works.visit(works, hidden | ~place.known, at, infrared=scene.infrared)

    def _held_against_looks(
        self, memory: PlaceMemory, scene: Scene, hidden: BoolMap, at: datetime
    ) -> FloatMap | None:
        if not self.pace.in_earnest:
            return None
        followed = guarded((memory.evidence.counts >= FOLLOWED_COUNT) | memory.works.likely())
        young = timedelta(hours=self.pace.hours(YOUNG_H))
        return memory.looks.visit(scene, hidden, followed, at, young)

    def _learn_look(self, memory: PlaceMemory, scene: Scene, shown: BoolMap, at: datetime) -> None:
        # In fast motion no hour of the day comes round again: nothing can be usual.
        if self.pace.in_earnest:
            memory.looks.learn(scene, shown, at)

    def _begin(self, scene: Scene, cover: Cover, at: datetime) -> list[ZoneVisit]:
        """Learn the place anew, from this visit on."""
        return self._go_on_with(self._first_seen(scene, cover, at), at)

    def _first_seen(self, scene: Scene, cover: Cover, at: datetime) -> PlaceMemory:
        memory = PlaceMemory.empty(scene.size, at)
        nothing = np.zeros_like(cover.doubtful)
        none_known = Likeness(nothing.astype(np.float32), nothing, None, 1.0)
        hidden = cover.people | cover.doubtful
        memory.bank.learn(scene, none_known, ~hidden, hidden, at)
        self._learn_look(memory, scene, ~hidden, at)
        memory.visits = 1
        return memory

    def _go_on_with(self, memory: PlaceMemory, at: datetime) -> list[ZoneVisit]:
        again = self.learned
        self.memory, self._waiting = memory, None
        self._veiled = 0
        visits = self._all(VisitOutcome.LEARNING, at)
        if not again:
            return visits
        # What was told of the old view cannot be followed in the new one.
        return [
            ZoneVisit(
                one.area,
                one.observation,
                one.area.rule.close(EndReason.ZONE_CHANGED, at),
            )
            for one in visits
        ]

    def _other_view(
        self, scene: Scene, detail: Detail | None, cover: Cover, at: datetime
    ) -> list[ZoneVisit]:
        """Learn another view beside the old one until it is known whether the camera stays there.

        That is no change of the ground. When it has stayed for long enough, the new view is known
        as long as it has been seen.
        """
        if not self.learned:
            # What was seen so far may have been the exception.
            return self._begin(scene, cover, at)
        waiting = self._waiting
        registered = None if waiting is None else laid_over(waiting, scene)
        if waiting is not None and registered is not None:
            self._take_in(waiting, registered, detail, cover, at)
            if at - waiting.begun_at >= timedelta(hours=self.pace.hours(NEW_VIEW_H)):
                return self._go_on_with(waiting, at)
        elif waiting is None or waiting.knows_kind(infrared=scene.infrared):
            self._waiting = self._first_seen(scene, cover, at)
        return self._all(VisitOutcome.NOT_COMPARABLE, at)

    def _take_in(
        self,
        memory: PlaceMemory,
        registered: Registered,
        detail: Detail | None,
        cover: Cover,
        at: datetime,
    ) -> VisitOutcome:
        """Learn from a visit to the place as it was, and count what differs."""
        scene, bank, evidence = registered.scene, memory.bank, memory.evidence
        cover = cover.registered(registered.shift_px)
        likeness = bank.compare(scene)
        if likeness.best is None and likeness.veiled:
            return VisitOutcome.NOT_COMPARABLE
        memory.visits += 1
        outside = out_of_picture(registered.shift_px, scene.size)
        passes = passing(memory, cover.doubtful)
        covered = cover.people | passes
        memory.maybe_people |= cover.maybe_people & ~passes
        not_kept = covered | outside
        if memory.visits <= LEARNING_VISITS:
            share = np.float32(1.0 / LEARNING_VISITS)
            memory.noise += np.where(covered, np.float32(0.0), likeness.measured) * share
            bank.learn(scene, likeness, ~not_kept, not_kept, at)
            self._learn_look(memory, scene, ~not_kept, at)
            return VisitOutcome.LEARNING
        changed = evidence.changed(likeness.measured, memory.noise) & likeness.told
        suspicious = guarded(evidence.counts > 0)
        signs = self._held_against_looks(memory, scene, cover.people | outside, at)
        self.signs = signs
        unlike = np.zeros_like(changed)
        if signs is not None and memory.looks.knows_much:
            unlike = surely_unlike(signs)
        changed |= unlike
        anew = np.count_nonzero(changed & ~suspicious & ~covered)
        if anew > MAX_CHANGED_SHARE * changed.size:
            if registered.alike >= SURELY_ALIKE:
                # Else it may be another view, and would make that one known.
                bank.learn(scene, likeness, ~(changed | suspicious | not_kept), not_kept, at)
            return VisitOutcome.NOT_COMPARABLE
        if detail is not None:
            moved = detail.moved(registered.shift_px)
            self._see_works(memory, scene, moved, covered | outside, at)
        certain = (likeness.measured < CERTAIN) & scene.textured & ~unlike
        cannot_say = cover.people | outside | ~likeness.told
        still = steady(memory, scene, covered, at, self.pace)
        evidence.visit(changed, still, certain, cannot_say, at, infrared=scene.infrared)
        memory.last[scene.infrared] = (scene, covered, at)
        gone = memory.tracker.visit(evidence, changed, ~cannot_say, at, infrared=scene.infrared)
        for track in gone:
            evidence.clear(track.mask)
            memory.works.clear(track.mask)
            bank.admit(track.mask)
        for track in memory.tracker.tracks:
            if not track.missed_in_a_row:
                describe(memory, track, scene, likeness, cover.vehicles)
                if signs is not None:
                    note_sign(track, evidence, signs)
        self._forget_what_left(memory, at)
        suspicious = guarded(evidence.counts > 0)
        same = ~(changed | suspicious | not_kept | guarded(memory.works.likely()))
        quick = np.where(same & likeness.told, np.float32(NOISE_SHARE), np.float32(0.0))
        memory.noise += quick * (likeness.measured - memory.noise)
        bank.learn(scene, likeness, same, not_kept, at)
        return VisitOutcome.COMPARED

    def _forget_what_left(self, memory: PlaceMemory, at: datetime) -> None:
        """Learn the ground under what was taken away."""
        for track in memory.tracker.tracks:
            if track.confirmed_at is not None or memory.works.mean_over(track.mask) > BEGUN:
                continue
            if was_taken_away(track, memory.evidence, at, self.pace, memory.begun_at):
                memory.tracker.left(track, at)
                memory.evidence.clear(track.mask)
                memory.works.clear(track.mask)
                memory.bank.forget(track.mask)

    @staticmethod
    def _found(
        area: WatchedArea,
        lasting: BoolMap,
        registered: Registered,
        captured_at: datetime,
        day: date,
    ) -> ZoneVisit:
        sized = area.sized(lasting, day)
        observation = ConstructionObservation(
            zone_id=area.zone.id,
            captured_at=captured_at,
            outcome=VisitOutcome.COMPARED,
            changed_share=sized.share,
            outlines=tuple(region.outline for region in sized.regions),
            shift=(
                registered.shift_px[0] / WIDTH_PX,
                registered.shift_px[1] / WIDTH_PX,
            ),
            permitted_share=sized.permitted_share,
            area_m2=sized.area_m2,
        )
        return ZoneVisit(area, observation, area.rule.look(sized.weighed, captured_at))

    def _all(self, outcome: VisitOutcome, captured_at: datetime) -> list[ZoneVisit]:
        return [
            ZoneVisit(
                area,
                ConstructionObservation(area.zone.id, captured_at, outcome, 0.0, (), (0.0, 0.0)),
                None,
            )
            for area in self.areas
        ]
