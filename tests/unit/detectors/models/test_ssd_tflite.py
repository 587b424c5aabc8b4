import numpy as np
import pytest

from detectors.models.loading import load_model
from detectors.models.ssd_anchors import decoded, ssd_anchors
from detectors.models.ssd_tflite import SsdTflite
from sharp_eyes.errors import BadInput, MissingPart

PICTURE = np.zeros((100, 200, 3), np.uint8)


class Interpreter:
    """Gives the same outputs whatever it is shown."""

    def __init__(self, outputs, shape=(1, 300, 300, 3), dtype=np.float32):
        self.outputs = outputs
        self.shape = shape
        self.dtype = dtype
        self.shown = None

    def allocate_tensors(self):
        pass

    def get_input_details(self):
        return [{"index": 0, "shape": np.array(self.shape), "dtype": self.dtype}]

    def get_output_details(self):
        return [
            {"index": 10 + i, "name": name, "shape": np.array(value.shape)}
            for i, (name, value) in enumerate(self.outputs)
        ]

    def set_tensor(self, tensor_index, value):
        assert (tensor_index, value.shape, value.dtype) == (0, self.shape, self.dtype)
        self.shown = value

    def invoke(self):
        assert self.shown is not None

    def get_tensor(self, tensor_index):
        return self.outputs[tensor_index - 10][1]


@pytest.fixture
def load(tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(b"a model")
    return lambda interpreter: SsdTflite(path, lambda data: interpreter)


def finished(classes=(0.0, 89.0)):
    return [
        ("StatefulPartitionedCall:3", np.array([[[0.1, 0.2, 0.5, 0.4], [0, 0, 1, 1]]], np.float32)),
        ("StatefulPartitionedCall:2x", np.array([2.0], np.float32)),
        ("StatefulPartitionedCall:1", np.array([list(classes)], np.float32)),
        ("StatefulPartitionedCall:2", np.array([[0.9, 0.4]], np.float32)),
    ]


def raw(place, class_id, logit, classes=24):
    boxes = np.zeros((1, 1917, 4), np.float32)
    logits = np.full((1, 1917, classes), -9.0, np.float32)
    logits[0, :, 0] = 9.0
    logits[0, place, class_id] = logit
    return [("raw_outputs/box_encodings", boxes), ("raw_outputs/class_predictions", logits)]


@pytest.mark.parametrize("dtype", [np.float32, np.uint8])
def test_finished_boxes_count_classes_from_0(load, dtype):
    found = load(Interpreter(finished(), dtype=dtype)).detect(PICTURE, 0.3)
    boxes = dict(zip(found.class_ids.tolist(), found.boxes.tolist(), strict=True))
    assert boxes == {0: pytest.approx([40, 10, 80, 50]), 79: [0, 0, 200, 100]}


def test_names_stand_in_the_file_beside_the_model(load, tmp_path):
    (tmp_path / "model.txt").write_text("Person\nCart\n")
    model = load(Interpreter(finished(classes=(1.0, 5.0))))
    assert model.classes == ("person", "cart")
    assert model.detect(PICTURE, 0.3).class_ids.tolist() == [1]


def test_raw_boxes_stand_at_their_anchors_and_the_background_is_nothing(load):
    place = 1083 + 6 * 5
    model = load(Interpreter(raw(place, 4, 2.0)))
    found = model.detect(PICTURE, 0.5)
    assert model.classes[4] == "person"
    assert found.class_ids.tolist() == [4]
    assert found.scores.tolist() == pytest.approx([1 / (1 + np.exp(-2.0))])
    x, y, width, height = ssd_anchors()[place]
    expected = np.array([x - width / 2, y - height / 2, x + width / 2, y + height / 2])
    expected = np.clip(expected, 0, 1) * [200, 100, 200, 100]
    assert found.boxes[0] == pytest.approx(expected, abs=0.01)


def test_there_are_as_many_anchors_as_the_network_has_places():
    anchors = ssd_anchors()
    assert anchors.shape == (1917, 4)
    assert anchors[0] == pytest.approx([0.5 / 19, 0.5 / 19, 0.1, 0.1])


def test_offsets_are_relative_to_the_anchor():
    anchors = np.array([[0.5, 0.5, 0.2, 0.4]], np.float32)
    moved = decoded(np.array([[1.0, 0.0, 0.0, 0.0]], np.float32), anchors)
    assert moved[0] == pytest.approx([0.5 + 0.04 - 0.2, 0.4, 0.5 + 0.04 + 0.2, 0.6])


@pytest.mark.parametrize(
    ("outputs", "shape", "reason"),
    [
        (finished()[:3], (1, 300, 300, 3), "outputs"),
        (raw(0, 0, 0.0)[1:], (1, 300, 300, 3), "outputs"),
        (finished(), (1, 3, 300, 300), "input"),
        (raw(0, 0, 0.0, classes=7), (1, 300, 300, 3), "model.txt"),
    ],
    ids=["three outputs", "no boxes", "channels first", "unnamed classes"],
)
def test_another_kind_of_model_is_refused_at_start(load, outputs, shape, reason):
    with pytest.raises(BadInput, match=reason):
        load(Interpreter(outputs, shape=shape))


def test_a_broken_file_is_named_at_start(tmp_path):
    def broken(data):
        raise ValueError("Model provided has model identifier 'xxxx', should be 'TFL3'")

    (tmp_path / "model.tflite").write_bytes(b"broken")
    with pytest.raises(BadInput, match="TFL3"):
        SsdTflite(tmp_path / "model.tflite", broken)


def test_without_litert_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ai_edge_litert.interpreter", None)
    (tmp_path / "model.tflite").write_bytes(b"any")
    with pytest.raises(MissingPart) as raised:
        load_model(tmp_path / "model.tflite", "ssd")
    assert "sharp-eyes[tflite]" in raised.value.bilingual()
