import numpy as np
import onnxruntime
import pytest

from detectors.models.loading import load_model
from detectors.models.providers import CPU, providers_named
from detectors.models.session_pool import SessionPool
from sharp_eyes.errors import BadInput, MissingPart
from tests.unit.detectors.models.onnx_files import COCO_NAMES, write_model, yolo_output

NAMES = {"names": COCO_NAMES}


@pytest.fixture
def path(tmp_path):
    return write_model(tmp_path / "m.onnx", {"output0": yolo_output()}, metadata=NAMES)


def test_one_session_serves_all(path):
    pool = SessionPool(path)
    assert pool.session() is pool.session()


def test_several_sessions_take_turns(path):
    pool = SessionPool(path, sessions=3)
    turns = [pool.session() for _ in range(6)]
    assert len(set(map(id, turns))) == 3
    assert turns[:3] == turns[3:]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (None, (CPU,)),
        ("", (CPU,)),
        ("cpu", (CPU,)),
        ("CPUExecutionProvider", (CPU,)),
        (" cpu , ", (CPU,)),
    ],
)
def test_the_processor_is_the_default(text, chosen):
    assert providers_named(text) == chosen


def test_what_is_asked_for_goes_before_the_processor(monkeypatch):
    present = ["TensorrtExecutionProvider", "CUDAExecutionProvider", CPU]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: present)
    assert providers_named("tensorrt,cuda") == tuple(present)
    assert providers_named("cpu,cuda,cuda") == ("CUDAExecutionProvider", CPU)


@pytest.mark.parametrize("name", ["cuda", "tensorrt", "openvino", "OpenVINOExecutionProvider"])
def test_a_provider_that_is_not_built_in_names_the_package_that_has_it(path, name):
    with pytest.raises(MissingPart) as raised:
        load_model(path, "yolo", environment={"SHARP_EYES_MODEL_PROVIDERS": name})
    assert "onnxruntime-" in raised.value.bilingual()
    assert "CPUExecutionProvider" in raised.value.bilingual()


def test_an_unknown_provider_names_the_known_ones(path):
    with pytest.raises(BadInput) as raised:
        load_model(path, "yolo", environment={"SHARP_EYES_MODEL_PROVIDERS": "gpu"})
    assert "cuda" in raised.value.bilingual()


class OnProcessor:
    """What onnxruntime gives where a provider's libraries are missing: it says nothing."""

    def __init__(self, data, sess_options, providers):
        pass

    def get_providers(self):
        return [CPU]


def test_falling_back_to_the_processor_in_silence_is_an_error(path, monkeypatch):
    monkeypatch.setattr(onnxruntime, "InferenceSession", OnProcessor)
    with pytest.raises(MissingPart, match="cannot be started"):
        SessionPool(path, providers=("CUDAExecutionProvider", CPU))


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", "65"])
def test_a_number_of_sessions_that_cannot_be_is_refused(path, text):
    with pytest.raises(BadInput, match="SHARP_EYES_MODEL_SESSIONS"):
        load_model(path, "yolo", environment={"SHARP_EYES_MODEL_SESSIONS": text})


def test_the_number_of_sessions_is_a_setting(path):
    model = load_model(path, "yolo", environment={"SHARP_EYES_MODEL_SESSIONS": "2"})
    assert len({id(model._pool.session()) for _ in range(4)}) == 2
    assert len(model.detect(np.zeros((64, 64, 3), np.uint8), 0.5)) == 0
