"""Real footage, each frame a visit: whatever is found there is a false alarm."""

import pytest

from detectors.models.loading import load_model
from detectors.pipeline import CameraDetectors
from tests.integration.detectors.footage import frames, visits, watched_camera

pytestmark = [pytest.mark.needs_model, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def model(model_path):
    return load_model(model_path)


def found_on(path, model, *, step, frames_per_visit=1, lasting_visits=6):
    detectors = CameraDetectors(
        watched_camera(lasting_visits=lasting_visits, frames_per_visit=frames_per_visit), (), model
    )
    findings = visits(detectors, (picture for _, picture in frames(path, step=step)))
    assert detectors.construction_observations
    return findings


@pytest.mark.needs_opencv_doc
@pytest.mark.parametrize(("step", "frames_per_visit"), [(10, 1), (5, 3)])
def test_a_campus_road_with_people_raises_nothing(model, vtest_path, step, frames_per_visit):
    found = found_on(
        vtest_path, model, step=step, frames_per_visit=frames_per_visit, lasting_visits=4
    )
    assert found == []


@pytest.mark.needs_opencv_doc
@pytest.mark.parametrize("step", [1, 3])
def test_a_tree_in_the_wind_raises_nothing(model, vtest_path, step):
    assert found_on(vtest_path.with_name("tree.avi"), model, step=step) == []


@pytest.mark.needs_footage
@pytest.mark.parametrize("step", [8])
@pytest.mark.parametrize("clip", ["car-detection.mp4", "one-by-one-person-detection.mp4"])
def test_a_road_and_a_corridor_raise_nothing(model, footage_dir, clip, step):
    assert found_on(footage_dir / clip, model, step=step * (1 if "car" in clip else 3)) == []
