"""What the network says, and what the detector makes of it."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.construction.detail import Detail
from detectors.construction.detector import ConstructionDetector
from detectors.construction.laying_over import SAME_VIEW
from detectors.construction.registration import register
from detectors.construction.scene import Scene
from detectors.construction.state import ConstructionState
from detectors.construction.watched_area import WatchedArea
from detectors.picture import FloatMap
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.support import START, Ground, at, boxes, plot_zone, rising

EVERY_S = 600.0
SPARSE_S = 4 * 3600.0
LEARNING = 16


class FakeSight:
    """Sees works on one spot, as surely as it is told to."""

    def __init__(self, sure: float = 0.0) -> None:
        self.sure = sure
        self.asked = 0

    def look(self, scene: Scene, before: Scene, other: Scene, detail: Detail) -> FloatMap:
        assert scene.size == before.size == other.size
        assert detail.light.shape == (2 * scene.size[1], 2 * scene.size[0])
        self.asked += 1
        works = np.zeros((scene.size[1] // 4, scene.size[0] // 4), np.float32)
        works[18:32, 30:50] = self.sure
        return works


def make(sight: FakeSight | None, every_s: float = EVERY_S) -> ConstructionDetector:
    area = WatchedArea(Zone.model_validate(plot_zone(lasting_visits=4)), (), every_s)
    return ConstructionDetector([area], every_s, sight=sight)  # type: ignore[arg-type]


def play(detector, pictures, *, start=0, every_s=SPARSE_S):
    """Return (visit, phase) of what happened, and the last outlines."""
    steps, outlines = [], ()
    for index, picture in enumerate(pictures, start):
        (visit,) = detector.visit(picture, boxes(), None, at(every_s * index), START.date())
        outlines = visit.observation.outlines
        if visit.transition:
            steps.append((index, visit.transition.phase))
    return steps, outlines


def still(ground: Ground, count: int):
    return [ground.picture() for _ in range(count)]


def test_works_that_are_seen_for_a_day_are_told_of_although_nothing_else_differs():
    ground, sight = Ground(), FakeSight()
    detector = make(sight)
    assert play(detector, still(ground, LEARNING)) == ([], ())
    sight.sure = 0.97
    steps, outlines = play(detector, still(ground, 12), start=LEARNING)
    assert [phase for _, phase in steps] == [Phase.NEW]
    assert steps[0][0] - LEARNING >= 2
    us, vs = zip(*outlines[0], strict=True)
    assert abs((min(us) + max(us)) / 2 - 0.5) < 0.03
    assert abs((min(vs) + max(vs)) / 2 - 25 / 45) < 0.03
    assert detector.changing


def test_they_end_when_they_are_seen_no_more():
    ground, sight = Ground(), FakeSight()
    detector = make(sight)
    play(detector, still(ground, LEARNING))
    sight.sure = 0.97
    play(detector, still(ground, 12), start=LEARNING)
    sight.sure = 0.0
    steps, _ = play(detector, still(ground, 20), start=LEARNING + 12)
    assert steps[-1][1] is Phase.END


def test_what_was_told_of_is_known_after_a_restart():
    ground, sight = Ground(), FakeSight()
    detector = make(sight)
    play(detector, still(ground, LEARNING))
    sight.sure = 0.97
    _, before = play(detector, still(ground, 12), start=LEARNING)
    assert detector.memory is not None
    kept = ConstructionState(detector.memory, b"jpeg", START).to_bytes()
    again = make(sight)
    again.restore(ConstructionState.from_bytes(kept).memory)
    _, after = play(again, still(ground, 1), start=LEARNING + 12)
    assert len(before) == len(after) == 1


def test_a_wall_that_the_network_takes_for_something_else_is_not_told_of():
    outlines = {}
    for name, sight in (("alone", None), ("with the network", FakeSight(0.0))):
        ground, detector = Ground(), make(sight)
        play(detector, still(ground, 24))
        _, outlines[name] = play(detector, rising(ground, 16), start=24)
    assert outlines["alone"]
    assert not outlines["with the network"]


def test_the_network_is_asked_only_of_visits_to_a_known_place_and_never_in_fast_motion():
    ground, sight = Ground(), FakeSight()
    play(make(sight), still(ground, LEARNING))
    assert 0 < sight.asked < LEARNING
    fast = FakeSight(0.97)
    assert play(make(fast, every_s=2.0), still(ground, 40), every_s=2.0) == ([], ())
    assert fast.asked == 0


def test_what_is_built_before_a_camera_that_was_turned_is_told_of_once_the_view_is_the_new_one():
    ground, elsewhere, sight = Ground(1), Ground(2), FakeSight()
    detector = make(sight)
    play(detector, still(ground, LEARNING))
    assert play(detector, still(elsewhere, 8), start=LEARNING) == ([], ())
    sight.sure = 0.97
    # For 32 hours another view is seen, which is taken for the camera's own after 60.
    steps, outlines = play(detector, still(elsewhere, 9), start=LEARNING + 8)
    assert [phase for _, phase in steps] == [Phase.NEW]
    assert len(outlines) == 1


def test_a_view_that_was_left_again_leaves_nothing_behind():
    ground, elsewhere, sight = Ground(1), Ground(2), FakeSight()
    detector = make(sight)
    play(detector, still(ground, LEARNING))
    known = detector.memory
    sight.sure = 0.97
    play(detector, still(elsewhere, 14), start=LEARNING)
    sight.sure = 0.0
    assert play(detector, still(ground, 3), start=LEARNING + 14) == ([], ())
    assert detector.memory is known
    # What follows is another stay, not the rest of the one before.
    assert play(detector, still(elsewhere, 14), start=LEARNING + 17) == ([], ())
    assert detector.memory is known


def test_night_does_not_begin_the_wait_for_a_new_view_again():
    ground, detector = Ground(1), make(FakeSight())
    play(detector, still(ground, LEARNING))
    known = detector.memory
    # Lamps and headlights draw other edges than the sun.
    by_day, by_lamps = Ground(2).picture(), Ground(3).picture()
    by_night = cv2.cvtColor(by_lamps[:, :, 1], cv2.COLOR_GRAY2BGR)
    assert register(Scene.of(by_day), Scene.of(by_night)).alike < SAME_VIEW
    play(detector, ([by_day] * 3 + [by_night] * 3) * 3, start=LEARNING)
    assert detector.memory is not known


def test_where_nobody_knows_what_stood_before_nothing_is_seen_as_new():
    ground, sight = Ground(), FakeSight()
    detector = make(sight)
    play(detector, still(ground, LEARNING))
    memory = detector.memory
    assert memory is not None
    unknown = np.zeros((memory.size[1], memory.size[0]), np.bool_)
    unknown[:, 160:] = True
    for reference in memory.bank.references:
        reference.known = reference.known & ~unknown
    sight.sure = 0.97
    play(detector, still(ground, 1), start=LEARNING)
    assert (memory.works.mean[18:32, 30:40] > 0.3).all()
    assert not memory.works.mean[:, 40:].any()
