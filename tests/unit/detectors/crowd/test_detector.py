import pytest

from detectors.crowd.detector import CrowdDetector
from detectors.crowd.zone_count import feet_in_zone
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.support import at, boxes, crowd_zone, plot_zone

LOWER_HALF = ((0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))


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


def crowd(count):
    return boxes(*[(10.0 * i, 50.0, 10.0 * i + 8, 90.0) for i in range(count)])


def test_a_crowd_that_stays_opens_one_incident():
    detector = CrowdDetector(Zone.model_validate(crowd_zone()), 2.0, 30)
    seen = [detector.look(crowd(4), 320, 180, at(2 * look)) for look in range(8)]
    phases = [transition.phase for _, transition in seen if transition]
    assert phases == [Phase.NEW]
    assert seen[-1][0].people == seen[-1][0].smoothed == 4


def test_a_count_the_model_cannot_resolve_is_at_least():
    detector = CrowdDetector(Zone.model_validate(crowd_zone()), 2.0, resolved_people=5)
    assert not detector.look(crowd(4), 320, 180, at(0))[0].at_least
    assert detector.look(crowd(5), 320, 180, at(2))[0].at_least
    assert detector.rule.measurement(5.0).at_least


def test_counts_from_before_a_pause_are_forgotten():
    detector = CrowdDetector(Zone.model_validate(crowd_zone()), 2.0, 30)
    for look in range(3):
        detector.look(crowd(6), 320, 180, at(2 * look))
    assert detector.look(crowd(1), 320, 180, at(900))[0].smoothed == 1


def test_a_zone_of_another_kind_is_refused():
    with pytest.raises(TypeError):
        CrowdDetector(Zone.model_validate(plot_zone()), 2.0, 30)
