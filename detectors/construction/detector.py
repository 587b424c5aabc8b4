"""The construction detector of one camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from detectors.construction.change_map import DIFFERENT, ChangeMap
from detectors.construction.comparison import difference, displaced_difference, textured
from detectors.construction.learner import Learner
from detectors.construction.observation import ConstructionObservation
from detectors.construction.obstacles import obstacle_map, people_map
from detectors.construction.reference import Reference, guarded
from detectors.construction.regions import find_regions
from detectors.construction.registration import Registered, register
from detectors.construction.scene import WIDTH_PX, Scene
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.models.detections import Detections
from detectors.picture import BoolMap, FloatMap, Picture
from detectors.transition import Transition

MAX_CHANGED_SHARE = 0.5
"""Share of the structured pixels that may differ anew at one visit; more is a moved view, fog,
night or another kind of light, and says nothing about the ground."""

LOOK_CLOSER_SHARE = 0.002
"""Share of changed pixels from which the costlier comparison is worth its price (about 30 ms)."""

VERSION = "1"
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
    """Compares visits with what the place looked like, and grows lasting change into regions.

    Args:
        areas: The camera's watched areas, at least one.
    """

    def __init__(self, areas: Sequence[WatchedArea]) -> None:
        self.areas = tuple(areas)
        self.reference: Reference | None = None
        self.changes: ChangeMap | None = None
        self._learner = Learner()
        self._before: Scene | None = None
        self._before_hidden: BoolMap | None = None
        self._cap = 2 * max(area.lasting_visits for area in areas)

    @property
    def calm(self) -> bool:
        """Whether a reference is there and nothing in the picture is counted as changing."""
        if self.reference is None or self.changes is None:
            return False
        return not find_regions(
            self.changes.ages > 0, np.ones_like(self.changes.ages, np.bool_), 0.002
        )

    def restore(self, reference: Reference, changes: ChangeMap) -> None:
        """Go on with what was learned before a restart."""
        self.reference = reference
        self.changes = changes

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
        hidden, people = self._cover(scene, detections, moving, (image.shape[1], image.shape[0]))
        if self.reference is not None and self.reference.scene.size != scene.size:
            # Another aspect ratio is another view; the old reference says nothing about it.
            self.reference, self.changes, self._before = None, None, None
            self._learner = Learner()
        if self.reference is None or self.changes is None:
            self._learn(scene, hidden | people, captured_at)
            return self._all(VisitOutcome.LEARNING, captured_at)
        registered = register(self.reference.scene, scene)
        covered = hidden | people
        # The window of a comparison reaches this far into what was never seen.
        hidden = hidden | guarded(~self.reference.known)
        if not _comparable(self.reference, self.changes, registered, hidden):
            self._before = None
            return self._all(VisitOutcome.NOT_COMPARABLE, captured_at)
        hidden = hidden | _out_of_picture(registered.shift_px, scene.size)
        unlike_before = None
        hidden_before = hidden
        if self._before is not None and self._before_hidden is not None:
            unlike_before = difference(self._before, registered.scene)
            hidden_before = hidden | self._before_hidden
        self.changes.visit(
            _measured(self.reference, self.changes, registered, hidden),
            self.reference.noise,
            unlike_before,
            hidden_before,
            cap=self._cap,
        )
        self._before, self._before_hidden = registered.scene, hidden
        still = ~(guarded(self.changes.ages > 0) | hidden | people)
        self.reference = self.reference.adapted(
            registered.scene, registered.difference, still, covered
        )
        return [
            self._judge(area, self.changes, registered, captured_at, day) for area in self.areas
        ]

    def _learn(self, scene: Scene, hidden: BoolMap, captured_at: datetime) -> None:
        self.reference = self._learner.visit(scene, hidden, captured_at)
        if self.reference is not None:
            self._learner = Learner()
            self.changes = ChangeMap.empty(*scene.size)
            self._before = None

    def _judge(
        self,
        area: WatchedArea,
        changes: ChangeMap,
        registered: Registered,
        captured_at: datetime,
        day: date,
    ) -> ZoneVisit:
        regions = find_regions(
            changes.lasting(area.lasting_visits),
            area.ground(registered.scene.size, day),
            area.rule.least_region,
        )
        share = sum(region.share for region in regions)
        observation = ConstructionObservation(
            zone_id=area.zone.id,
            captured_at=captured_at,
            outcome=VisitOutcome.COMPARED,
            changed_share=share,
            outlines=tuple(region.outline for region in regions),
            shift=(registered.shift_px[0] / WIDTH_PX, registered.shift_px[1] / WIDTH_PX),
        )
        return ZoneVisit(area, observation, area.rule.look(share, captured_at))

    def _all(self, outcome: VisitOutcome, captured_at: datetime) -> list[ZoneVisit]:
        return [
            ZoneVisit(
                area,
                ConstructionObservation(area.zone.id, captured_at, outcome, 0.0, (), (0.0, 0.0)),
                None,
            )
            for area in self.areas
        ]

    @staticmethod
    def _cover(
        scene: Scene,
        detections: Detections | None,
        moving: BoolMap | None,
        picture: tuple[int, int],
    ) -> tuple[BoolMap, BoolMap]:
        """Return (what hides the ground, what may be people), both of the scene's size."""
        if detections is None:
            hidden: BoolMap = np.zeros((scene.size[1], scene.size[0]), np.bool_)
            people = hidden
        else:
            hidden = obstacle_map(detections, scene.size, picture)
            people = people_map(detections, scene.size, picture)
        if moving is not None and moving.shape == hidden.shape:
            people = people | moving
        return hidden, people


def _out_of_picture(shift_px: tuple[float, float], size: tuple[int, int]) -> BoolMap:
    outside: BoolMap = np.zeros((size[1], size[0]), np.bool_)
    dx, dy = shift_px
    right, down = int(np.ceil(abs(dx))), int(np.ceil(abs(dy)))
    if dx > 0:
        outside[:, :right] = True
    elif dx < 0:
        outside[:, -right:] = True
    if dy > 0:
        outside[:down] = True
    elif dy < 0:
        outside[-down:] = True
    return outside


def _comparable(
    reference: Reference, changes: ChangeMap, registered: Registered, hidden: BoolMap
) -> bool:
    counted = textured(reference.scene) | textured(registered.scene)
    counted &= ~hidden & (changes.ages == 0) & (reference.noise < DIFFERENT / 2)
    total = int(counted.sum())
    if total == 0:
        return True
    changed = (registered.difference > DIFFERENT) & counted
    return bool(np.count_nonzero(changed) <= MAX_CHANGED_SHARE * total)


def _measured(
    reference: Reference, changes: ChangeMap, registered: Registered, hidden: BoolMap
) -> FloatMap:
    changed = changes.changed(registered.difference, reference.noise) & ~hidden
    if np.count_nonzero(changed) < LOOK_CLOSER_SHARE * changed.size:
        return registered.difference
    return displaced_difference(reference.scene, registered.scene, registered.difference)
