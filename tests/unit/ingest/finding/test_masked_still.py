"""Nobody can be recognised in a still of a probe."""

import cv2
import numpy as np
import pytest

from detectors.models.detections import Detections
from detectors.picture import Picture
from ingest.finding.probe.masked_still import masked_still
from sharp_eyes.finding.still_masking import StillMasking

HEIGHT, WIDTH = 360, 640
PERSON = (100, 100, 160, 260)
WALKER = (400, 120, 440, 240)


class _Model:
    """Finds one person, whom it is told of."""

    def __init__(self) -> None:
        self.threshold = 1.0

    def detect(self, image: Picture, threshold: float) -> Detections:
        self.threshold = threshold
        boxes = np.array([PERSON], np.float32)
        return Detections(boxes, np.array([0], np.int32), np.array([0.9], np.float32), ("person",))


def street(walker: bool) -> Picture:
    """Fine detail everywhere, so that whatever is masked loses it."""
    rng = np.random.default_rng(3)
    image = rng.integers(40, 160, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    left, top, right, bottom = WALKER
    cloth = rng.integers(150, 255, (bottom - top, right - left, 3)).astype(np.uint8)
    image[top:bottom, left:right] = cloth if walker else 20
    return image


def detail(image: Picture, box: tuple[int, int, int, int]) -> float:
    left, top, right, bottom = box
    return float(cv2.Laplacian(image[top:bottom, left:right], cv2.CV_64F).var())


def decoded(jpeg: bytes) -> Picture:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image, np.uint8)


def test_people_that_the_model_finds_and_what_moves_are_masked() -> None:
    model = _Model()
    still = masked_still(street(False), street(True), model, whole=False)
    image = decoded(still.jpeg)
    assert still.masking is StillMasking.PEOPLE
    assert model.threshold <= 0.15
    plain = street(True)
    assert detail(image, PERSON) < detail(plain, PERSON) / 10
    assert detail(image, WALKER) < detail(plain, WALKER) / 10
    elsewhere = (520, 20, 620, 340)
    assert detail(image, elsewhere) > detail(plain, elsewhere) / 10


@pytest.mark.parametrize(
    ("former", "model", "whole"),
    [
        (None, _Model(), False),
        (street(False), None, False),
        (street(False), _Model(), True),
        (street(False)[:180], _Model(), False),
    ],
)
def test_where_nobody_can_say_who_is_there_all_of_it_is_masked(
    former: Picture | None, model: _Model | None, whole: bool
) -> None:
    still = masked_still(former, street(True), model, whole=whole)
    assert still.masking is StillMasking.WHOLE
    plain = detail(street(True), (520, 20, 620, 340))
    assert detail(decoded(still.jpeg), (520, 20, 620, 340)) < plain / 20
