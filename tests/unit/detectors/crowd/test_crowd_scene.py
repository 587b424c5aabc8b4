import numpy as np
import pytest

from detectors.crowd.observation import CrowdObservation
from detectors.evidence.crowd_scene import crowd_words
from sharp_eyes.alert.measurement import Measurement
from tests.unit.detectors.support import at


def observed(**more):
    return CrowdObservation("z", at(0), 12, 12, False, np.zeros((0, 2), np.float32), **more)


@pytest.mark.parametrize(
    ("observation", "measurement", "words"),
    [
        (
            observed(),
            {"quantity": "people", "value": 12, "unit": "people", "limit": 10},
            "crowd 12, limit 10",
        ),
        (
            observed(density=0.5, peak_density=1.25),
            {
                "quantity": "people",
                "value": 9,
                "unit": "people",
                "limit": 10,
                "at_least": True,
                "seconds_to_limit": 41.7,
            },
            "crowd >=9, limit 10; limit in about 42 s; density >=0.50/m2; densest >=1.2/m2",
        ),
        (
            observed(density=0.5, peak_density=4.1),
            {"quantity": "peak_density", "value": 4.1, "unit": "people/m2", "limit": 4},
            "densest part 4.1/m2, limit 4/m2; people 12; density 0.50/m2",
        ),
    ],
    ids=["a count", "a count with ground, rising", "a density"],
)
def test_a_caption_says_the_alert_s_figure_first_and_then_what_else_is_known(
    observation, measurement, words
):
    assert crowd_words(observation, Measurement.model_validate(measurement)) == words
