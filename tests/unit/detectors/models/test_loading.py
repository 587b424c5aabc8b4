import sys
from pathlib import Path

import pytest
import structlog

from detectors.models.loading import default_model_family, default_model_path, load_model
from sharp_eyes.errors import BadInput, MissingPart
from tests.unit.detectors.models.onnx_files import write_model, yolo_output


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
    assert str(tmp_path / "none.onnx") in raised.value.message.zh
    assert str(tmp_path / "none.onnx") in raised.value.message.en


@pytest.mark.parametrize("family", ["nanodet", "fastestdet", "yolo", "ssd"])
def test_a_broken_file_is_named_at_start(tmp_path, family):
    broken = tmp_path / "mine.onnx"
    broken.write_bytes(b"\x08\x07 this is no model")
    with pytest.raises(BadInput, match=r"model file mine\.onnx is broken") as raised:
        load_model(broken, family)
    assert "模型文件 mine.onnx 损坏" in raised.value.message.zh


def test_an_unknown_family_names_the_known_ones(tmp_path):
    with pytest.raises(BadInput) as raised:
        load_model(tmp_path / "any.onnx", "yolo99")
    assert "nanodet" in raised.value.bilingual()


@pytest.mark.needs_model
@pytest.mark.parametrize("packaged", ["nanodet-int8", "nanodet-fp32"])
@pytest.mark.parametrize("family", ["fastestdet", "yolo", "ssd"])
def test_a_model_of_another_family_is_refused_at_start(packaged, family):
    with pytest.raises(BadInput, match=family) as raised:
        load_model(default_model_path(Path(packaged), {}), family)
    assert family in raised.value.message.zh
    # The next step lists the families.
    assert "nanodet, fastestdet, yolo, ssd, ultralytics" in raised.value.bilingual()


def test_a_yolo_file_is_no_nanodet(tmp_path):
    path = write_model(tmp_path / "m.onnx", {"output0": yolo_output()})
    with pytest.raises(BadInput, match="nanodet"):
        load_model(path, "nanodet")


@pytest.mark.parametrize(
    ("named", "environment", "expected"),
    [
        ("yolo", {"SHARP_EYES_MODEL_FAMILY": "ssd"}, "yolo"),
        (None, {"SHARP_EYES_MODEL_FAMILY": "ssd"}, "ssd"),
        (None, {"SHARP_EYES_MODEL_FAMILY": ""}, "nanodet"),
        (None, {}, "nanodet"),
    ],
)
def test_the_family_named_goes_before_the_environment(named, environment, expected):
    assert default_model_family(named, environment) == expected


@pytest.mark.needs_model
def test_both_packaged_forms_can_be_named():
    names = [
        load_model(default_model_path(Path(name), {}), environment={}).name(0.4).name
        for name in ("nanodet-int8", "nanodet-fp32")
    ]
    assert names == ["nanodet-g-int8", "nanodet-g"]


def test_a_file_goes_before_a_packaged_model_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nanodet-fp32").write_bytes(b"mine")
    assert default_model_path(Path("nanodet-fp32"), {}) == Path("nanodet-fp32")


def test_ultralytics_that_is_not_installed_says_how_and_under_which_licence(tmp_path, monkeypatch):
    # Absent whatever this environment holds.
    for package in ("torch", "torchvision", "ultralytics"):
        monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / "mine.pt").write_bytes(b"weights")
    with structlog.testing.capture_logs() as logs, pytest.raises(MissingPart) as raised:
        load_model(tmp_path / "mine.pt", "ultralytics")
    assert "sharp-eyes doctor --with-ultralytics" in raised.value.bilingual()
    assert any("AGPL-3.0" in entry["event"] for entry in logs)
