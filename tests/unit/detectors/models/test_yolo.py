import numpy as np
import pytest
from onnx import TensorProto

from detectors.models.coco import COCO_CLASSES
from detectors.models.loading import load_model
from sharp_eyes.errors import BadInput
from tests.unit.detectors.models.onnx_files import (
    COCO_NAMES,
    finished_output,
    write_model,
    yolo_output,
)

# 128 x 64 in a 64 x 64 input: half the size, 16 px of grey above and below.
PICTURE = np.zeros((64, 128, 3), np.uint8)
NAMES = {"names": COCO_NAMES, "task": "detect", "imgsz": "[64, 64]"}


@pytest.fixture
def load(tmp_path):
    def load_it(output, **fields):
        fields.setdefault("metadata", NAMES)
        return load_model(write_model(tmp_path / "m.onnx", {"output0": output}, **fields), "yolo")

    return load_it


def test_v8_and_v11_candidates_become_boxes_of_the_picture(load):
    model = load(yolo_output((32, 32, 10, 20, 2, 0.9)))
    found = model.detect(PICTURE, 0.5)
    assert model.classes == ("person", "bicycle", "car")
    assert found.boxes.tolist() == [[54, 12, 74, 52]]
    assert (found.class_ids.tolist(), found.scores.tolist()) == ([2], [pytest.approx(0.9)])


def test_candidates_that_overlap_are_one_object(load):
    near, nearer = (32, 32, 10, 20, 0, 0.9), (32, 32.5, 10, 20, 0, 0.8)
    assert len(load(yolo_output(near, nearer)).detect(PICTURE, 0.5)) == 1


def test_end_to_end_boxes_are_taken_as_they_are(load):
    near, nearer = (27, 22, 37, 42, 0.9, 0), (27, 22, 37, 42.5, 0.8, 0)
    found = load(finished_output(near, nearer)).detect(PICTURE, 0.5)
    # Nothing is thinned out: the network did that.
    assert len(found) == 2
    assert found.boxes[0].tolist() == [54, 12, 74, 52]


@pytest.mark.parametrize(
    "output", [yolo_output((32, 32, 9, 9, 0, 0.4)), finished_output((1, 1, 9, 9, 0.4, 0))]
)
def test_what_is_below_the_threshold_is_left_out(load, output):
    model = load(output)
    assert len(model.detect(PICTURE, 0.5)) == 0
    assert len(model.detect(PICTURE, 0.3)) == 1


def test_a_file_without_names_has_those_of_coco(load):
    model = load(yolo_output((32, 32, 9, 9, 79, 0.9), classes=80, places=100), metadata={})
    assert model.classes == COCO_CLASSES
    assert model.detect(PICTURE, 0.5).class_ids.tolist() == [79]


def test_an_open_input_is_no_larger_than_the_picture_needs(load):
    model = load(
        yolo_output(),
        input_shape=("batch", 3, "height", "width"),
        metadata={**NAMES, "imgsz": "320"},
    )
    assert model.input_size(640, 360) == (192, 320)
    assert model.with_long_side(640).input_size(640, 360) == (384, 640)


def test_a_fixed_input_stays_as_it_is(load):
    assert load(yolo_output()).with_long_side(640).input_size(640, 360) == (64, 64)


def test_half_precision_is_taken(load):
    model = load(yolo_output((32, 32, 9, 9, 0, 0.9)), input_type=TensorProto.FLOAT16)
    assert len(model.detect(PICTURE, 0.5)) == 1


def test_a_class_that_has_no_name_is_left_out(load):
    assert len(load(finished_output((1, 1, 9, 9, 0.9, 7))).detect(PICTURE, 0.5)) == 0


@pytest.mark.parametrize(
    ("output", "fields", "reason"),
    [
        (yolo_output(), {"metadata": {**NAMES, "task": "segment"}}, "task segment"),
        (yolo_output(classes=7), {"metadata": {}}, "names of its 7 classes"),
        (yolo_output(classes=7), {}, "names of its 7 classes"),
        (np.zeros((1, 25200, 85)), {}, "neither"),
        (np.zeros((1, 1000)), {}, "neither"),
        (yolo_output(), {"input_shape": (1, 64, 64, 3)}, "input"),
        (yolo_output(), {"input_type": TensorProto.UINT8}, "input"),
    ],
    ids=["segmentation", "no names", "other names", "v5", "classification", "last", "bytes"],
)
def test_another_kind_of_model_is_refused_at_start(load, output, fields, reason):
    with pytest.raises(BadInput, match=reason) as raised:
        load(output, **fields)
    assert "yolo" in raised.value.message.zh
