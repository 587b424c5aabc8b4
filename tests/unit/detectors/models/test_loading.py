from pathlib import Path

import pytest

from detectors.models.loading import default_model_path, load_model
from sharp_eyes.errors import BadInput, MissingPart


@pytest.mark.parametrize(
    ("named", "environment", "expected"),
    [
        (Path("mine.onnx"), {"SHARP_EYES_MODEL": "other.onnx"}, "mine.onnx"),
        (None, {"SHARP_EYES_MODEL": "other.onnx"}, "other.onnx"),
        (None, {}, "nanodet-int8.onnx"),
        (None, {"SHARP_EYES_MODEL": ""}, "nanodet-int8.onnx"),
        (Path("nanodet-fp32"), {}, "nanodet.onnx"),
        (None, {"SHARP_EYES_MODEL": "nanodet-fp32"}, "nanodet.onnx"),
    ],
)
def test_the_model_named_goes_before_the_environment_and_the_package(named, environment, expected):
    assert default_model_path(named, environment).name == expected


def test_a_missing_file_sends_to_the_doctor(tmp_path):
    with pytest.raises(MissingPart) as raised:
        load_model(tmp_path / "none.onnx")
    assert "sharp-eyes doctor" in raised.value.bilingual()
    assert "none.onnx" in str(raised.value)


@pytest.mark.parametrize("family", ["nanodet", "fastestdet"])
def test_a_broken_file_is_named_at_start(tmp_path, family):
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"\x08\x07 this is no model")
    with pytest.raises(BadInput, match="broken"):
        load_model(broken, family)


def test_an_unknown_family_names_the_known_ones(tmp_path):
    with pytest.raises(BadInput) as raised:
        load_model(tmp_path / "any.onnx", "yolo99")
    assert "nanodet" in raised.value.bilingual()


@pytest.mark.needs_model
def test_a_model_of_another_family_is_refused_at_start():
    with pytest.raises(BadInput, match="fastestdet"):
        load_model(default_model_path(None, {}), "fastestdet")
