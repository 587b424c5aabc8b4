import numpy as np
import pytest

from detectors.crowd.detector import CrowdDetector
from detectors.crowd.zone_count import feet_in_zone
from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.ground.camera_view import CameraView
from tests.unit.detectors.support import at, boxes, crowd_zone, plot_zone

LOWER_HALF = ((0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))
VIEW = CameraView()
PLANE = GroundPlane.fit(VIEW.points())


@pytest.mark.parametrize(
    ("box", "counted"),
    [
        ((40, 10, 60, 60), 1),
        ((40, 0, 60, 40), 0),
        ((40, 60, 60, 100), 1),
        ((-10, 40, 8, 90), 1),
    ],
    ids=["feet in, head out", "feet out", "feet on the picture's lower edge", "left edge"],
)
def test_a_person_counts_where_the_feet_stand(box, counted):
    assert len(feet_in_zone(boxes(box), LOWER_HALF, 100, 100)) == counted


def crowd(count, score=0.9):
    rows = [(10.0 * i, 50.0, 10.0 * i + 8, 90.0) for i in range(count)]
    return boxes(*rows, score=score)


def make(resolved_people=30, plane=None, polygon=None, **limits):
    zone = crowd_zone(**limits)
    if polygon is not None:
        zone["polygon"] = polygon
    return CrowdDetector(Zone.model_validate(zone), 2.0, resolved_people, plane)


def look(detector, found, seconds):
    return detector.look(detector.count(found, 0.4, 320, 180), at(seconds))


def test_a_crowd_that_stays_opens_one_incident():
    detector = make()
    seen = [look(detector, crowd(4), 2 * number) for number in range(8)]
    phases = [transition.phase for _, transition in seen if transition]
    assert phases == [Phase.NEW]
    assert seen[-1][0].people == seen[-1][0].smoothed == 4


@pytest.mark.parametrize(
    ("found", "counted", "at_least"),
    [
        (crowd(4), 4, False),
        (crowd(5), 5, True),
    ],
    ids=["resolved", "as many as the model resolves"],
)
def test_a_count_the_model_cannot_resolve_is_at_least(found, counted, at_least):
    detector = make(resolved_people=5)
    observation, _ = look(detector, found, 0)
    assert (observation.people, observation.at_least) == (counted, at_least)
    assert detector.rule.measurement().at_least is at_least


def test_a_zone_that_reaches_far_is_counted_as_at_least():
    near = [(-3.0, 10.0), (3.0, 10.0), (3.0, 14.0), (-3.0, 14.0)]
    far = [(-3.0, 10.0), (3.0, 10.0), (20.0, 120.0), (-20.0, 120.0)]
    for corners, at_least in ((near, False), (far, True)):
        polygon = np.clip(VIEW.see([VIEW.ahead(*corner) for corner in corners]), 0, 1).tolist()
        detector = make(plane=PLANE, polygon=polygon)
        # The people stand 12 m ahead, in both.
        u, v = VIEW.see([VIEW.ahead(0.0, 12.0)])[0]
        box = (u * 320 - 5, v * 180 - 40, u * 320 + 5, v * 180)
        assert look(detector, boxes(box), 0)[0].at_least is at_least
        assert not look(detector, boxes(), 0)[0].at_least


def test_counts_from_before_a_pause_are_forgotten():
    detector = make()
    for number in range(3):
        look(detector, crowd(6), 2 * number)
    assert look(detector, crowd(1), 900)[0].smoothed == 1


def test_a_zone_of_another_kind_is_refused():
    with pytest.raises(TypeError):
        CrowdDetector(Zone.model_validate(plot_zone()), 2.0, 30)


def standing(places):
    """Boxes of people at places right and ahead of the camera, metres."""
    feet = VIEW.see([VIEW.ahead(*place) for place in places])
    return boxes(*[(u * 640 - 4, v * 360 - 40, u * 640 + 4, v * 360) for u, v in feet.tolist()])


SQUARE = [(-4.0, 12.0), (4.0, 12.0), (4.0, 20.0), (-4.0, 20.0)]


def on_square(**limits):
    polygon = VIEW.see([VIEW.ahead(*corner) for corner in SQUARE]).tolist()
    return make(plane=PLANE, polygon=polygon, **limits)


def test_with_ground_points_a_zone_has_a_density_and_a_densest_part():
    detector = on_square()
    knot = [(0.5 * x, 15.0 + 0.5 * y) for x in range(-1, 2) for y in range(3)]
    found = standing([*knot, (-3.5, 13.0), (3.5, 19.0)])
    observation, _ = detector.look(detector.count(found, 0.4, 640, 360), at(0))
    assert observation.area_m2 == pytest.approx(64.0, rel=0.01)
    assert observation.density == pytest.approx(11 / 64, rel=0.01)
    # The nine stand within a metre of each other: all of them fit into 9 m2.
    assert observation.peak_density == pytest.approx(1.0, rel=0.01)
    assert observation.densest is not None
    u, v = np.array(observation.densest.outline).mean(axis=0)
    assert VIEW.see([VIEW.ahead(0.0, 15.5)])[0] == pytest.approx((u, v), abs=0.03)


def test_a_density_at_its_limit_opens_an_incident_and_is_what_is_told():
    detector = on_square(people=None, peak_density=0.9)
    knot = standing([(0.5 * x, 15.0 + 0.5 * y) for x in range(-1, 2) for y in range(3)])
    loose = standing([(1.2 * x, 13.0 + 2.0 * y) for x in range(-3, 4, 2) for y in range(3)])
    assert not any(
        detector.look(detector.count(loose, 0.4, 640, 360), at(2 * number))[1]
        for number in range(6)
    )
    found = [
        detector.look(detector.count(knot, 0.4, 640, 360), at(12 + 2 * number))[1]
        for number in range(6)
    ]
    assert [one.phase for one in found if one] == [Phase.NEW]
    measurement = detector.rule.measurement()
    assert (measurement.quantity, measurement.unit) == ("peak_density", "people/m2")
    assert measurement.value == pytest.approx(1.0, rel=0.01)


def test_in_another_view_the_ground_is_not_known():
    zone = crowd_zone() | {"view": "gate"}
    detector = CrowdDetector(Zone.model_validate(zone), 2.0, 30, PLANE)
    assert look(detector, crowd(2), 0)[0].density is None
