import numpy as np
import pytest

from detectors.models.coco import COCO_CLASSES
from detectors.models.fastestdet import BOX_CHANNELS
from detectors.models.loading import load_model
from sharp_eyes.errors import BadInput
from tests.unit.detectors.models.onnx_files import write_model

PICTURE = np.zeros((100, 200, 3), np.uint8)
CHANNELS = BOX_CHANNELS + len(COCO_CLASSES)
CAR = COCO_CLASSES.index("car")


def grid(*places: tuple[int, int, int, float]) -> np.ndarray:
    """(1, 85, 4, 4) with objects of row, column, class and how sure both parts are."""
    output = np.zeros((1, CHANNELS, 4, 4), np.float32)
    for row, column, class_id, sure in places:
        output[0, 0, row, column] = output[0, BOX_CHANNELS + class_id, row, column] = sure
        # A shift of half a place; a quarter of the width, three quarters of the height.
        output[0, 1:BOX_CHANNELS, row, column] = (np.arctanh(0.5), 0.0, -np.log(3), np.log(3))
    return output


def test_a_place_of_the_grid_becomes_a_box_of_the_picture(tmp_path):
    path = write_model(tmp_path / "m.onnx", {"grid": grid((2, 1, 0, 0.9), (0, 3, CAR, 0.4))})
    found = load_model(path, "fastestdet").detect(PICTURE, 0.3)
    boxes = dict(zip(found.class_ids.tolist(), found.boxes.tolist(), strict=True))
    # The car's box is cut at the picture's edges.
    assert boxes == {
        0: pytest.approx([50, 12.5, 100, 87.5], abs=0.01),
        CAR: pytest.approx([150, 0, 200, 37.5], abs=0.01),
    }
    assert found.scores.max() == pytest.approx(0.9, abs=0.001)


def test_what_is_below_the_threshold_is_left_out(tmp_path):
    path = write_model(tmp_path / "m.onnx", {"grid": grid((2, 1, 0, 0.9), (0, 3, CAR, 0.4))})
    model = load_model(path, "fastestdet")
    assert model.detect(PICTURE, 0.5).class_ids.tolist() == [0]
    assert len(model.detect(PICTURE, 0.95)) == 0


def test_objectness_weighs_more_than_the_class(tmp_path):
    output = np.zeros((1, CHANNELS, 4, 4), np.float32)
    output[0, 0, 1, 1], output[0, BOX_CHANNELS, 1, 1] = 0.9, 0.4
    model = load_model(write_model(tmp_path / "m.onnx", {"grid": output}), "fastestdet")
    assert model.detect(PICTURE, 0.1).scores.tolist() == pytest.approx([0.9**0.6 * 0.4**0.4])


@pytest.mark.parametrize(
    ("outputs", "fields", "reason"),
    [
        ({"grid": np.zeros((1, 84, 4, 4))}, {}, "84"),
        ({"grid": grid(), "more": np.zeros((1,))}, {}, "2 outputs"),
        ({"grid": grid()}, {"input_shape": (1, "height", "width", 3)}, "its input is"),
    ],
    ids=["another number of classes", "two outputs", "an open input"],
)
def test_another_kind_of_model_is_refused_at_start(tmp_path, outputs, fields, reason):
    with pytest.raises(BadInput, match=reason):
        load_model(write_model(tmp_path / "m.onnx", outputs, **fields), "fastestdet")
