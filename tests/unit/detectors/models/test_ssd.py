import numpy as np
import pytest
from onnx import TensorProto

from detectors.models.coco import COCO_CLASSES
from detectors.models.loading import load_model
from detectors.models.ssd import NUMBERED_CLASSES
from sharp_eyes.errors import BadInput
from tests.unit.detectors.models.onnx_files import write_model

PICTURE = np.zeros((100, 200, 3), np.uint8)
OUTPUTS = {
    "detection_boxes:0": np.array([[[0.1, 0.2, 0.5, 0.4], [0.0, 0.0, 1.0, 1.0], [0, 0, 0.1, 0.1]]]),
    "detection_classes:0": np.array([[1.0, 90.0, 12.0]]),
    "detection_scores:0": np.array([[0.9, 0.4, 0.9]]),
    "num_detections:0": np.array([3.0]),
}
BYTES = {"input_shape": (1, "height", "width", 3), "input_type": TensorProto.UINT8}


def test_boxes_are_shares_of_the_picture_and_numbers_are_cocos(tmp_path):
    model = load_model(write_model(tmp_path / "m.onnx", OUTPUTS, **BYTES), "ssd")
    found = model.detect(PICTURE, 0.3)
    boxes = dict(zip(found.class_ids.tolist(), found.boxes.tolist(), strict=True))
    # 12 is one of the gaps in COCO's numbers.
    assert boxes == {0: pytest.approx([40, 10, 80, 50]), 79: [0, 0, 200, 100]}
    assert len(model.detect(PICTURE, 0.5)) == 1


def test_cocos_numbers_name_all_eighty_classes():
    assert sorted(NUMBERED_CLASSES.values()) == list(range(len(COCO_CLASSES)))
    assert COCO_CLASSES[NUMBERED_CLASSES[90]] == "toothbrush"
    assert COCO_CLASSES[NUMBERED_CLASSES[44]] == "bottle"


@pytest.mark.parametrize(
    ("outputs", "fields", "reason"),
    [
        (OUTPUTS, {}, "uint8"),
        ({"boxes": np.zeros((1, 3, 4)), "labels": np.zeros((1, 3))}, BYTES, "classes"),
    ],
    ids=["floats", "other outputs"],
)
def test_another_kind_of_model_is_refused_at_start(tmp_path, outputs, fields, reason):
    with pytest.raises(BadInput, match=reason):
        load_model(write_model(tmp_path / "m.onnx", outputs, **fields), "ssd")
