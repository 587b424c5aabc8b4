import numpy as np
import pytest

from detectors.models.tiled_model import TiledModel
from tests.unit.detectors.support import FakeModel, boxes

PICTURE = np.zeros((100, 200, 3), np.uint8)


class Looks(FakeModel):
    """Answers the whole picture and the tiles one after the other."""

    def __init__(self, *answers):
        super().__init__()
        self.answers = list(answers)

    def detect(self, image, threshold):
        super().detect(image, threshold)
        return self.answers[len(self.shown) - 1]


def found(model):
    return sorted(tuple(round(float(side)) for side in box) for box in model.boxes)


@pytest.mark.parametrize(("columns", "rows", "looks"), [(2, 1, 3), (2, 2, 5), (4, 4, 17)])
def test_the_whole_picture_and_every_tile_are_looked_at(columns, rows, looks):
    model = FakeModel()
    TiledModel(model, columns, rows).detect(PICTURE, 0.3)
    assert len(model.shown) == looks
    assert model.shown[0].shape == PICTURE.shape
    assert set(model.thresholds) == {0.3}


@pytest.mark.parametrize(("columns", "rows"), [(1, 2), (2, 1), (3, 3), (4, 4)])
def test_the_tiles_cover_every_pixel(columns, rows):
    picture = np.zeros((101, 203, 3), np.uint8)
    model = FakeModel()
    TiledModel(model, columns, rows).detect(picture, 0.3)
    width = sum(tile.shape[1] for tile in model.shown[1 : 1 + columns])
    height = sum(tile.shape[0] for tile in model.shown[1::columns])
    # More than the picture wherever there is more than one: they overlap.
    assert width > 203 if columns > 1 else width == 203
    assert height > 101 if rows > 1 else height == 101


def test_boxes_of_a_tile_stand_where_they_are_in_the_picture():
    tiled = TiledModel(Looks(boxes(), boxes((10, 10, 20, 40)), boxes((60, 20, 70, 50))), 2, 1)
    # Tiles of 111 px with a step of 89.
    assert found(tiled.detect(PICTURE, 0.3)) == [(10, 10, 20, 40), (149, 20, 159, 50)]


def test_somebody_seen_twice_counts_once():
    whole = boxes((95, 10, 107, 40))
    tiled = TiledModel(Looks(whole, boxes((94, 10, 106, 41)), boxes((6, 10, 18, 40))), 2, 1)
    assert len(tiled.detect(PICTURE, 0.3)) == 1


def test_somebody_cut_by_a_tile_does_not_count_for_it():
    cut = boxes((90, 10, 111, 90))
    tiled = TiledModel(Looks(boxes(), cut, boxes((0, 10, 40, 90))), 2, 1)
    assert len(tiled.detect(PICTURE, 0.3)) == 0


def test_the_edge_of_the_picture_cuts_nobody_off():
    tiled = TiledModel(Looks(boxes(), boxes((0, 0, 20, 100)), boxes()), 2, 1)
    assert len(tiled.detect(PICTURE, 0.3)) == 1
