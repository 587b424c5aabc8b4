from datetime import date, timedelta

import cv2
import numpy as np
import pytest

from detectors.construction.detector import ConstructionDetector
from detectors.construction.lasting import EARLY_H, WHERE_THINGS_COME_AND_GO_H
from detectors.construction.visit_outcome import VisitOutcome
from detectors.construction.watched_area import WatchedArea
from detectors.ground.land_in_picture import LandInPicture
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.support import (
    CAMERA_ID,
    HEIGHT,
    WIDTH,
    Ground,
    at,
    boxes,
    plot_zone,
    rising,
)

DAY = date(2026, 6, 1)
LORRY = (130, 90, 230, 150)
EVERY_S = 600.0
PER_DAY = 6
SPARSE_S = 86_400.0 / PER_DAY
WALL = ((0.3, 0.2), (0.75, 0.2), (0.75, 0.95), (0.3, 0.95))


def make(permits=(), protected=(), **limits):
    zone = Zone.model_validate(plot_zone(**limits))
    seen = [LandInPicture(permit, (permit.polygon,)) for permit in permits]
    land = [LandInPicture(one, (one.polygon,)) for one in protected]
    return ConstructionDetector([WatchedArea(zone, seen, EVERY_S, land)], EVERY_S)


def play(detector, pictures, *, found=None, start=0, day=DAY, every_s=EVERY_S):
    """Visit by visit; returns (visit number, phase) of what happened, and the last observation."""
    steps, observation = [], None
    for index, picture in enumerate(pictures):
        detections = found(index) if found else boxes()
        moment = at(every_s * (start + index))
        visit = detector.visit(picture, detections, None, moment, day)[0]
        observation = visit.observation
        if visit.transition:
            steps.append((start + index, visit.transition.phase))
    return steps, observation


def grey(picture):
    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)


def test_a_rising_wall_is_found_within_hours_and_its_growth_told():
    ground, detector = Ground(), make()
    steps, observation = play(detector, [ground.picture() for _ in range(6)] + rising(ground, 40))
    assert steps[0][1] is Phase.NEW
    assert 6 + 18 <= steps[0][0] <= 6 + 30
    assert [phase for _, phase in steps[1:]].count(Phase.NEW) == 0
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
    "a lorry parked for some hours": lambda ground, visit: ground.picture(
        box=LORRY if 20 <= visit < 50 else None
    ),
    "headlights": lambda ground, visit: np.clip(
        ground.picture().astype(np.int16) + (90 if visit % 5 == 4 else 0), 0, 255
    ).astype(np.uint8),
    "fog": lambda ground, visit: np.clip(
        128 + (ground.picture().astype(np.float32) - 128) * (0.1 if 20 <= visit < 50 else 1.0),
        0,
        255,
    ).astype(np.uint8),
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
    for visit in range(10, 50):
        drawn = {"wall_px": min(90, 6 * (visit - 9))}
        if kind == "cloud shadows":
            drawn["cloud_x"] = (visit * 37) % 400 - 100
        elif kind == "a swaying tree":
            drawn["sway"] = True
        else:
            drawn["shake"] = (3.3 * np.sin(visit), 2.1 * np.cos(2.3 * visit))
        pictures.append(ground.picture(**drawn))
    steps, _ = play(detector, pictures)
    assert steps[0][1] is Phase.NEW


def days(visits):
    return visits / PER_DAY


def sparse(ground, visits, *, night=True, **drawn):
    """Six visits a day, two of them at night."""
    return [
        grey(ground.picture(light=0.5, **drawn))
        if night and visit % PER_DAY in (0, 5)
        else ground.picture(light=0.7 + 0.1 * (visit % PER_DAY), **drawn)
        for visit in range(visits)
    ]


def settled(detector, ground):
    """Let the detector know the place for so long that nothing is put down to learning."""
    visits = round(EARLY_H / 24 * PER_DAY) + PER_DAY
    assert play(detector, sparse(ground, visits), every_s=SPARSE_S)[0] == []
    return visits


def test_what_comes_in_one_piece_must_stay_through_a_night_and_into_the_second_day():
    ground, detector = Ground(), make()
    begin = settled(detector, ground)
    steps, _ = play(detector, sparse(ground, 14, box=LORRY), start=begin, every_s=SPARSE_S)
    assert [phase for _, phase in steps].count(Phase.NEW) == 1
    waited_h = (steps[0][0] - begin) * 24 / PER_DAY
    assert 24 <= waited_h <= 48


def test_where_things_come_and_go_it_must_stay_for_longer():
    ground, detector = Ground(), make()
    begin = settled(detector, ground)
    pictures = sparse(ground, 4, box=LORRY) + sparse(ground, 8)
    pictures += sparse(ground, round(WHERE_THINGS_COME_AND_GO_H / 24 * PER_DAY) - 2, box=LORRY)
    assert play(detector, pictures, start=begin, every_s=SPARSE_S)[0] == []


def test_what_the_model_takes_for_a_vehicle_must_stay_for_days():
    ground, detector = Ground(), make()
    begin = settled(detector, ground)
    truck = boxes(LORRY, name="truck")
    pictures = sparse(ground, 16, box=LORRY)
    steps, _ = play(detector, pictures, found=lambda _: truck, start=begin, every_s=SPARSE_S)
    assert steps == []


def test_a_vehicle_that_stood_there_while_the_place_was_learned_and_left_is_no_structure():
    ground, detector = Ground(), make()
    pictures = sparse(ground, 8, box=LORRY) + sparse(ground, 40)
    steps, _ = play(detector, pictures, every_s=SPARSE_S)
    assert steps == []
    # Where something left before, the next must stay for longer.
    later, _ = play(detector, sparse(ground, 24, wall_px=80), start=48, every_s=SPARSE_S)
    assert later[0][1] is Phase.NEW


def test_a_vehicle_larger_than_life_does_not_hide_a_building():
    ground, detector = Ground(), make()
    huge = (60.0, 20.0, 260.0, 170.0)
    pictures = [ground.picture() for _ in range(6)] + rising(ground, 34)
    steps, _ = play(detector, pictures, found=lambda _visit: boxes(huge, name="bus"))
    assert steps


def test_what_is_taken_away_again_ends_the_incident_after_the_clear_hold():
    ground, detector = Ground(), make()
    opened, _ = play(detector, [ground.picture() for _ in range(6)] + rising(ground, 34))
    assert opened[0][1] is Phase.NEW
    ended, _ = play(detector, [ground.picture() for _ in range(16)], start=40)
    assert [phase for _, phase in ended] == [Phase.END]
    assert ended[0][0] >= 40 + 3


def test_a_lasting_change_on_permitted_ground_is_tracked_and_raised_when_the_permit_expires():
    permit = Permit(
        id="2026-17",
        camera=CAMERA_ID,
        polygon=WALL,
        valid_from=date(2026, 1, 1),
        valid_until=DAY,
    )
    ground, detector = Ground(), make([permit])
    steps, observation = play(detector, [ground.picture() for _ in range(6)] + rising(ground, 34))
    assert steps == []
    assert observation.permitted_share > 0.05
    assert observation.changed_share == 0.0
    expired = DAY + timedelta(days=1)
    steps, _ = play(detector, [ground.picture(wall_px=90)], start=40, day=expired)
    assert [phase for _, phase in steps] == [Phase.NEW]


def test_a_permit_given_later_is_held_against_what_is_known_already():
    ground, detector = Ground(), make()
    steps, _ = play(detector, [ground.picture() for _ in range(6)] + rising(ground, 34))
    assert steps[0][1] is Phase.NEW
    permit = Permit(
        id="2026-18",
        camera=CAMERA_ID,
        polygon=WALL,
        valid_from=DAY,
        valid_until=DAY + timedelta(days=30),
    )
    again = make([permit])
    again.restore(detector.memory)
    steps, observation = play(again, [ground.picture(wall_px=90)] * 3, start=40)
    assert steps == []
    assert observation.permitted_share > 0.05


@pytest.mark.parametrize(("protected", "raised"), [(False, False), (True, True)])
def test_protected_land_has_lower_limits(protected, raised):
    land = ProtectedLand(id="farmland", camera=CAMERA_ID, polygon=WALL, min_area=0.02)
    ground = Ground()
    detector = make(protected=[land] if protected else [], min_area=0.3)
    steps, _ = play(detector, [ground.picture() for _ in range(6)] + rising(ground, 34))
    assert bool(steps) is raised


def test_a_change_outside_the_watched_area_is_not_its_business():
    zone = Zone.model_validate(
        {**plot_zone(), "polygon": [(0.0, 0.0), (0.3, 0.0), (0.3, 1.0), (0.0, 1.0)]}
    )
    detector = ConstructionDetector([WatchedArea(zone, (), EVERY_S)], EVERY_S)
    ground = Ground()
    steps, _ = play(detector, [ground.picture() for _ in range(6)] + rising(ground, 34))
    assert steps == []


def test_a_turned_camera_is_not_compared_and_ends_nothing():
    ground, elsewhere, detector = Ground(1), Ground(2), make()
    opened, _ = play(detector, [ground.picture() for _ in range(6)] + rising(ground, 34))
    assert opened[0][1] is Phase.NEW
    steps, observation = play(detector, [elsewhere.picture() for _ in range(12)], start=40)
    assert steps == []
    assert observation.outcome is VisitOutcome.NOT_COMPARABLE


def test_a_view_that_stays_turned_is_learned_anew_and_what_was_open_ends_with_the_zone():
    ground, elsewhere, detector = Ground(1), Ground(2), make()
    begin = settled(detector, ground)
    opened, _ = play(detector, sparse(ground, 14, wall_px=80), start=begin, every_s=SPARSE_S)
    assert [phase for _, phase in opened] == [Phase.NEW]
    ended = []
    for index in range(24):
        moment = at(SPARSE_S * (begin + 14 + index))
        visit = detector.visit(elsewhere.picture(), boxes(), None, moment, DAY)[0]
        if visit.transition:
            ended.append(visit.transition)
    assert [(one.phase, one.reason) for one in ended] == [(Phase.END, EndReason.ZONE_CHANGED)]
    assert visit.observation.outcome is VisitOutcome.COMPARED


def test_a_place_that_changes_while_it_is_learned_is_learned_later():
    ground, detector = Ground(), make()
    _, observation = play(detector, [Ground(seed).picture() for seed in range(2, 6)])
    assert observation.outcome is VisitOutcome.LEARNING
    assert not detector.learned
    _, observation = play(detector, [ground.picture() for _ in range(6)], start=4)
    assert observation.outcome is VisitOutcome.COMPARED


def test_a_first_visit_much_richer_in_contrast_than_all_others_does_not_blind_it():
    ground, detector = Ground(), make()
    usual = ground.picture().astype(np.float32)
    hard = np.clip(128 + 4.0 * (usual - 110), 0, 255).astype(np.uint8)
    pictures = [hard] + [ground.picture() for _ in range(6)] + rising(ground, 34)
    steps, observation = play(detector, pictures)
    assert observation.outcome is VisitOutcome.COMPARED
    assert [phase for _, phase in steps][:1] == [Phase.NEW]


def test_another_aspect_ratio_is_another_view():
    ground, detector = Ground(), make()
    play(detector, [ground.picture() for _ in range(6)])
    square = ground.picture()[:, :200]
    steps, observation = play(detector, [square] * 2, start=6)
    assert steps == []
    assert observation.outcome is VisitOutcome.LEARNING
