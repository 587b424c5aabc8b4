"""The generated plots: one where a house goes up, one where nothing lasts."""

import pytest

from detectors.models.loading import load_model
from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.phase import Phase
from simulators.scenes.plot import Plot, QuietPlot
from simulators.scenes.scene import SceneSettings
from tests.integration.detectors.footage import visits, watched_camera

pytestmark = [pytest.mark.needs_model, pytest.mark.timeout(300)]

EVERY_S = 3.0


@pytest.fixture(scope="module")
def model(model_path):
    return load_model(model_path)


def pictures(scene, seconds, begin_s=0):
    """One frame a second of scene time: three make a visit."""
    for second in range(begin_s, seconds):
        picture, _truth = scene.frame(float(second), second)
        yield picture


def detectors_for(model):
    camera = watched_camera(lasting_visits=4, every_s=EVERY_S, frames_per_visit=3)
    return CameraDetectors(camera, (), model)


@pytest.mark.parametrize(("seed", "begin_s"), [(1, 0), (1, 2), (2, 7), (4, 0), (4, 10)])
def test_a_house_is_found_while_it_rises_whenever_the_worker_came_up(model, seed, begin_s):
    # A worker on a busy machine sees the plot some seconds late, and its visits fall elsewhere.
    found = visits(detectors_for(model), pictures(Plot(SceneSettings(seed)), 75, begin_s))
    phases = [finding.phase for finding in found]
    assert phases[0] is Phase.NEW
    assert set(phases[1:]) <= {Phase.UPDATE}
    assert found[0].pictures
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities)
    assert severities[-1] >= 3


@pytest.mark.parametrize("seed", [1, 2])
def test_passing_vehicles_and_cloud_shadows_raise_nothing(model, seed):
    scene = QuietPlot(SceneSettings(seed))
    assert visits(detectors_for(model), pictures(scene, 150)) == []
