from datetime import date

import numpy as np
import pytest

from detectors.construction.detector import ConstructionDetector
from detectors.construction.obstacles import MAX_VEHICLE_SHARE
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.support import CAMERA_ID, HEIGHT, WIDTH, Ground, at, boxes, plot_zone

DAY = date(2026, 6, 1)
LEARNING = 4
LORRY = (130, 90, 230, 150)


def make(permits=(), **limits):
    zone = Zone.model_validate(plot_zone(**limits))
    return ConstructionDetector([WatchedArea(zone, permits, 600.0)])


def play(detector, pictures, *, found=None, start=0, day=DAY):
    """Visit by visit; returns (visit number, phase) of what happened, and the last observation."""
    steps, observation = [], None
    for index, picture in enumerate(pictures):
        detections = found(index) if found else boxes()
        visit = detector.visit(picture, detections, None, at(600.0 * (start + index)), day)[0]
        observation = visit.observation
        if visit.transition:
            steps.append((start + index, visit.transition.phase))
    return steps, observation


def test_a_rising_wall_is_found_and_its_growth_told():
    ground, detector = Ground(), make()
    learned = [ground.picture() for _ in range(LEARNING + 2)]
    rising = [ground.picture(wall_px=min(90, 12 * step)) for step in range(1, 16)]
    steps, observation = play(detector, learned + rising)
    assert steps[0][1] is Phase.NEW
    assert LEARNING + 2 + 3 <= steps[0][0] <= LEARNING + 2 + 8
    assert [phase for _, phase in steps[1:]].count(Phase.NEW) == 0
    assert any(phase is Phase.UPDATE for _, phase in steps)
    truth = 90 * 90 / (WIDTH * HEIGHT)
    assert observation.changed_share == pytest.approx(truth, rel=0.35)
    us, vs = zip(*observation.outlines[0], strict=True)
    assert (min(us) + max(us)) / 2 == pytest.approx(165 / WIDTH, abs=0.03)
    assert (min(vs) + max(vs)) / 2 == pytest.approx(105 / HEIGHT, abs=0.05)


QUIET = {
    "nothing": lambda ground, visit: ground.picture(),
    "cloud shadows": lambda ground, visit: ground.picture(cloud_x=(visit * 37) % 400 - 100),
    "light of the day": lambda ground, visit: ground.picture(light=0.5 + 0.5 * ((visit % 20) / 20)),
    "a swaying tree": lambda ground, visit: ground.picture(sway=True),
    "a shaking camera": lambda ground, visit: ground.picture(
        shake=(3.3 * np.sin(visit), 2.1 * np.cos(2.3 * visit))
    ),
    "passing lorries": lambda ground, visit: ground.picture(box=LORRY if visit % 4 == 3 else None),
    "a lorry parked for two visits": lambda ground, visit: ground.picture(
        box=LORRY if visit in (20, 21) else None
    ),
}


@pytest.mark.parametrize("kind", QUIET)
def test_what_does_not_last_raises_nothing(kind):
    ground, detector = Ground(), make()
    steps, observation = play(detector, [QUIET[kind](ground, visit) for visit in range(60)])
    assert steps == []
    assert observation.outcome is VisitOutcome.COMPARED


@pytest.mark.parametrize("kind", ["cloud shadows", "a swaying tree", "a shaking camera"])
def test_a_wall_is_found_amid_what_does_not_last(kind):
    ground, detector = Ground(), make()
    pictures = [QUIET[kind](ground, visit) for visit in range(10)]

    def with_wall(visit):
        if kind == "cloud shadows":
            return ground.picture(wall_px=80, cloud_x=(visit * 37) % 400 - 100)
        if kind == "a swaying tree":
            return ground.picture(wall_px=80, sway=True)
        return ground.picture(wall_px=80, shake=(3.3 * np.sin(visit), 2.1 * np.cos(2.3 * visit)))

    pictures += [with_wall(visit) for visit in range(10, 22)]
    steps, _ = play(detector, pictures)
    assert steps[0][1] is Phase.NEW


def test_a_lorry_that_the_model_sees_may_park_all_day():
    ground, detector = Ground(), make()
    pictures = [ground.picture() for _ in range(6)]
    pictures += [ground.picture(box=LORRY) for _ in range(30)]
    truck = boxes(LORRY, name="truck")
    steps, _ = play(detector, pictures, found=lambda visit: truck if visit >= 6 else boxes())
    assert steps == []


def test_a_vehicle_larger_than_life_does_not_hide_a_building():
    ground, detector = Ground(), make()
    huge = (60.0, 20.0, 260.0, 170.0)
    assert MAX_VEHICLE_SHARE * WIDTH * HEIGHT < 200 * 150
    pictures = [ground.picture() for _ in range(6)]
    pictures += [ground.picture(wall_px=90) for _ in range(8)]
    steps, _ = play(detector, pictures, found=lambda _visit: boxes(huge, name="bus"))
    assert steps


def test_the_ground_under_a_car_parked_while_learning_is_learned_when_it_leaves():
    ground, detector = Ground(), make()
    pictures = [ground.picture(box=LORRY) for _ in range(8)]
    pictures += [ground.picture() for _ in range(12)]
    truck = boxes(LORRY, name="truck")
    steps, _ = play(detector, pictures, found=lambda visit: truck if visit < 8 else boxes())
    assert steps == []
    later, _ = play(detector, [ground.picture(wall_px=70) for _ in range(8)], start=20)
    assert later[0][1] is Phase.NEW


def test_what_is_taken_away_again_ends_the_incident_after_the_clear_hold():
    ground, detector = Ground(), make()
    pictures = [ground.picture() for _ in range(6)] + [ground.picture(wall_px=80)] * 8
    opened, _ = play(detector, pictures)
    assert [phase for _, phase in opened] == [Phase.NEW]
    ended, _ = play(detector, [ground.picture() for _ in range(12)], start=14)
    assert [phase for _, phase in ended] == [Phase.END]
    assert ended[0][0] >= 14 + 3


def test_a_permit_holds_back_and_its_expiry_raises():
    permit = Permit(
        id="2026-17",
        camera=CAMERA_ID,
        polygon=((0.3, 0.2), (0.75, 0.2), (0.75, 0.95), (0.3, 0.95)),
        valid_from=date(2026, 1, 1),
        valid_until=DAY,
    )
    ground, detector = Ground(), make([permit])
    pictures = [ground.picture() for _ in range(6)] + [ground.picture(wall_px=80)] * 10
    assert play(detector, pictures)[0] == []
    steps, _ = play(detector, [ground.picture(wall_px=80)], start=16, day=date(2026, 6, 2))
    assert [phase for _, phase in steps] == [Phase.NEW]


def test_a_change_outside_the_watched_area_is_not_its_business():
    zone = Zone.model_validate(
        {**plot_zone(), "polygon": [(0.0, 0.0), (0.3, 0.0), (0.3, 1.0), (0.0, 1.0)]}
    )
    detector = ConstructionDetector([WatchedArea(zone, (), 600.0)])
    ground = Ground()
    pictures = [ground.picture() for _ in range(6)] + [ground.picture(wall_px=80)] * 8
    assert play(detector, pictures)[0] == []


def test_a_turned_camera_is_not_compared_and_ends_nothing():
    ground, elsewhere, detector = Ground(1), Ground(2), make()
    pictures = [ground.picture() for _ in range(6)] + [ground.picture(wall_px=80)] * 6
    assert [phase for _, phase in play(detector, pictures)[0]] == [Phase.NEW]
    steps, observation = play(detector, [elsewhere.picture() for _ in range(12)], start=12)
    assert steps == []
    assert observation.outcome is VisitOutcome.NOT_COMPARABLE


def test_a_place_that_changes_while_it_is_learned_is_learned_later():
    ground, detector = Ground(), make()
    unsettled = [Ground(seed).picture() for seed in range(2, 6)]
    _, observation = play(detector, unsettled)
    assert observation.outcome is VisitOutcome.LEARNING
    assert detector.reference is None
    _, observation = play(detector, [ground.picture() for _ in range(6)], start=4)
    assert observation.outcome is VisitOutcome.COMPARED


def test_another_aspect_ratio_is_another_view():
    ground, detector = Ground(), make()
    play(detector, [ground.picture() for _ in range(6)])
    square = ground.picture()[:, :200]
    steps, observation = play(detector, [square] * 2, start=6)
    assert steps == []
    assert observation.outcome is VisitOutcome.LEARNING
