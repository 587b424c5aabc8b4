"""A camera's crowd zones together with an object model and a density model."""

from datetime import UTC

import numpy as np
import pytest
from structlog.testing import capture_logs

from detectors.crowd_watch import CrowdWatch
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from tests.unit.detectors.ground.camera_view import CameraView
from tests.unit.detectors.support import FakeModel, at, boxes, camera, crowd_zone

IMAGE = np.full((180, 320, 3), 90, np.uint8)


class FakeMapper:
    """Draws as many people as it is told, in the middle of the picture."""

    def __init__(self, people: float, failing: bool = False) -> None:
        self.people, self.failing, self.asked = people, failing, 0

    def name(self) -> ModelName:
        return ModelName(name="heads", version="1", threshold=0.0)

    def people_map(self, image):
        self.asked += 1
        if self.failing:
            raise BadInput(Bilingual("坏了", "broken"))
        drawn = np.zeros((9, 16), np.float32)
        drawn[4, 8] = self.people
        return drawn


def crowd(count):
    return boxes(*[(7.0 * i, 50.0, 7.0 * i + 6, 90.0) for i in range(count)])


def looks(watch, count=8):
    findings = [one for number in range(count) for one in watch.look(IMAGE, at(2 * number))]
    return findings, watch.observations[0]


@pytest.mark.parametrize(
    ("setting", "boxes_found", "asked", "counted"),
    [
        ("auto", 5, False, 5),
        ("auto", 30, True, 80),
        ("always", 5, True, 80),
        ("never", 30, False, 30),
    ],
)
def test_a_density_model_counts_where_boxes_cannot_or_as_the_camera_says(
    setting, boxes_found, asked, counted
):
    one = camera(crowd_zone())
    one = one.model_copy(
        update={"analytics": one.analytics.model_copy(update={"density_model": setting})}
    )
    mapper = FakeMapper(80.0)
    watch = CrowdWatch(one, FakeModel(crowd(boxes_found)), UTC, mapper)
    findings, observation = looks(watch)
    assert bool(mapper.asked) is asked
    assert observation.people == counted
    assert observation.by_density_model is asked
    assert observation.at_least is (setting == "never")
    assert findings[0].model.name == ("heads" if asked else "fake")
    assert findings[0].measurement.value == counted


def test_where_the_density_model_fails_boxes_count():
    watch = CrowdWatch(
        camera(crowd_zone()), FakeModel(crowd(30)), UTC, FakeMapper(80.0, failing=True)
    )
    _, observation = looks(watch)
    assert (observation.people, observation.at_least) == (30, True)


def test_the_log_says_when_a_limit_by_density_cannot_be_watched():
    sky = [(0.0, 0.0), (1.0, 0.0), (1.0, 0.2), (0.0, 0.2)]
    zone = crowd_zone(people=None, density=2.0) | {"polygon": sky}
    points = [point.model_dump() for point in CameraView(tilt_deg=10.0).points()]
    with capture_logs() as logs:
        watch = CrowdWatch(camera(zone, ground_points=points), FakeModel(), UTC)
    assert [one["zone"] for one in logs if "not watched" in one["event"]] == ["square"]
    assert watch.look(IMAGE, at(0)) == []
