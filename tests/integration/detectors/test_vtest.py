"""The real model on real people, against ground truth."""

import pytest

from benchmarks.models.people_score import PeopleScore
from benchmarks.models.people_truth import read_people
from detectors.masking.clip_masker import ClipMasker
from detectors.masking.motion import MotionFinder
from detectors.masking.people_masker import MASKING_THRESHOLD, PeopleMasker
from detectors.models.loading import load_model
from sharp_eyes.registry.analytics import Analytics
from simulators.replay.truth.true_people import NO_BOXES
from tests.integration.detectors.footage import frames

pytestmark = [
    pytest.mark.needs_model,
    pytest.mark.needs_opencv_doc,
    pytest.mark.needs_footage,
]

LEAST_HEIGHT_PX = 40
SECONDS_OF_FRAMES = 10


@pytest.fixture(scope="module")
def model(model_path):
    return load_model(model_path)


@pytest.fixture(scope="module")
def truth(footage_dir):
    return read_people(footage_dir / "pets09_s2l1_gt.txt")


def test_people_are_found_and_counted_at_the_default_threshold(model, truth, vtest_path):
    threshold = Analytics().person_threshold
    score = PeopleScore()
    for number, picture in frames(vtest_path, step=5):
        people = model.detect(picture, threshold).people(threshold)
        score.add(people.boxes, people.scores, truth.get(number, NO_BOXES))
    assert score.f1 >= 0.89
    assert score.count_mae <= 0.65


def test_nearly_every_person_is_masked(model, truth, vtest_path):
    """SAFEGUARDS: 99 % of true people of 40 px or more are covered to at least 90 %."""
    masker, motion = PeopleMasker(), MotionFinder()
    covered = people = 0
    for number, picture in frames(vtest_path, step=SECONDS_OF_FRAMES):
        motion.look(picture)
        moving = motion.moving()
        if moving is None:
            continue
        detections = model.detect(picture, MASKING_THRESHOLD)
        hidden = masker.coverage(picture, detections, moving)
        for box in truth.get(number, NO_BOXES):
            left, top, right, bottom = (max(0, int(side)) for side in box)
            if box[3] - box[1] < LEAST_HEIGHT_PX:
                continue
            people += 1
            covered += bool(hidden[top:bottom, left:right].mean() >= 0.9)
    assert people > 300
    assert covered / people >= 0.99


def test_what_is_called_covered_really_is_pixelated(model, vtest_path):
    masker = PeopleMasker()
    _number, picture = next(frames(vtest_path))
    detections = model.detect(picture, MASKING_THRESHOLD)
    masked = masker.mask(picture, detections)
    hidden = masker.coverage(picture, detections)
    assert hidden.any()
    changed = (masked != picture).any(axis=2)
    assert changed[hidden].mean() > 0.9
    assert not changed[~hidden].any()


def test_nearly_every_person_is_masked_in_every_picture_of_a_clip(model, truth, vtest_path):
    """SAFEGUARDS' figure, although people are looked for in every third picture alone."""
    pictures = [(number, picture) for number, picture in frames(vtest_path) if number <= 150]
    masker = ClipMasker(model, every=3)
    covered = people = 0
    hidden = masker.coverage(picture for _number, picture in pictures)
    for (number, _picture), where in zip(pictures, hidden, strict=True):
        for box in truth.get(number, NO_BOXES):
            left, top, right, bottom = (max(0, int(side)) for side in box)
            if box[3] - box[1] < LEAST_HEIGHT_PX:
                continue
            people += 1
            covered += bool(where[top:bottom, left:right].mean() >= 0.9)
    assert people > 600
    assert covered / people >= 0.99
