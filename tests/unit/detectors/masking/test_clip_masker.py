"""Every picture of a clip is masked, also those in which nobody was looked for."""

from collections.abc import Iterator

import numpy as np
import pytest

from detectors.masking.clip_masker import CELLS_PX, LOOKS_KEPT, ClipMasker
from detectors.models.detections import Detections
from detectors.picture import Picture
from sharp_eyes.registry.privacy_mask import PrivacyMask
from tests.unit.detectors.support import FakeModel, boxes

PERSON = (100.0, 40.0, 130.0, 120.0)
INSIDE = (slice(45, 115), slice(105, 125))


def still(seed: int = 1) -> Picture:
    """Fine detail everywhere: whatever is averaged changes."""
    return np.random.default_rng(seed).integers(0, 256, (180, 320, 3), dtype=np.uint8)


class Moody(FakeModel):
    """Finds the person only in the looks it is told to."""

    def __init__(self, looks: set[int]) -> None:
        super().__init__()
        self.looks = looks

    def detect(self, image: Picture, threshold: float) -> Detections:
        super().detect(image, threshold)
        return boxes(PERSON, score=0.1) if len(self.shown) - 1 in self.looks else boxes()


def changed(masked: Picture, image: Picture) -> float:
    return float((masked != image).any(axis=2)[INSIDE].mean())


def test_as_many_pictures_come_out_as_went_in_and_those_that_went_in_stay_as_they_were() -> None:
    image = still()
    before = image.copy()
    for count in range(9):
        masked = list(ClipMasker(FakeModel(), every=4).mask([image] * count))
        assert len(masked) == count
    assert (image == before).all()


def test_people_are_looked_for_in_some_pictures_and_in_the_last() -> None:
    model = FakeModel()
    list(ClipMasker(model, every=4).mask([still(number) for number in range(10)]))
    assert len(model.shown) == 4  # 0, 4, 8 and the last
    assert (model.shown[-1] == still(9)).all()


@pytest.mark.parametrize("found_in", [0, 1, 2, 3])
def test_whom_the_model_finds_once_is_masked_in_the_pictures_around_it(found_in: int) -> None:
    every, image = 3, still()
    masked = list(ClipMasker(Moody({found_in}), every=every).mask([image] * 12))
    first = max(0, (found_in - LOOKS_KEPT) * every)
    last = min(12, (found_in + LOOKS_KEPT) * every)
    for number in range(first, last):
        assert changed(masked[number], image) > 0.95, number


def test_what_nobody_stands_in_stays_as_it_is() -> None:
    image = still()
    (first, *_) = ClipMasker(Moody({0}), every=3).mask([image] * 6)
    assert (first[150:, :60] == image[150:, :60]).all()


def test_what_moved_is_masked_although_the_model_finds_nobody_also_in_the_first_picture() -> None:
    def walking() -> Iterator[Picture]:
        for number in range(6):
            image = np.full((180, 320, 3), 90, np.uint8)
            image[60:120, 60 + 20 * number : 80 + 20 * number] = still()[60:120, :20]
            yield image

    covered = list(ClipMasker(FakeModel(), every=3).coverage(walking()))
    for number, hidden in enumerate(covered):
        assert hidden[60:120, 60 + 20 * number : 80 + 20 * number].mean() > 0.95, number


@pytest.mark.parametrize("count", [1, 5])
def test_without_a_model_the_whole_of_every_picture_is_pixelated(count: int) -> None:
    image = still()
    for masked in ClipMasker(None, every=2).mask([image] * count):
        assert (masked != image).any(axis=2).mean() > 0.99
        assert masked.std() < 0.3 * image.std()


def test_a_clip_of_one_picture_shows_nothing_because_nothing_is_known_of_what_moves() -> None:
    (covered,) = ClipMasker(FakeModel(), every=2).coverage([still()])
    assert covered.all()


def test_privacy_masks_are_burned_in_before_the_model_looks_and_stay_black() -> None:
    model = FakeModel()
    corner = PrivacyMask(id="corner", polygon=((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5)))
    masked = list(ClipMasker(model, [corner], every=2).mask([still()] * 3))
    assert all((shown[:88, :158] == 0).all() for shown in model.shown)
    assert all((one[2:86, 2:150] == 0).all() for one in masked)


def test_a_person_is_no_more_than_a_few_cells_high() -> None:
    model = FakeModel(boxes((40.0, 20.0, 100.0, 160.0)))
    image = still()
    (masked, *_) = ClipMasker(model, every=2).mask([image] * 3)
    # 140 px and its margins in four cells: 48 px, the next larger of the sizes is 64.
    assert 64 in CELLS_PX
    rows = masked[40:140, 60:80].astype(np.int16).mean(axis=(1, 2))
    assert np.abs(np.diff(rows)).max() < 8, "no detail of the rows is left"
