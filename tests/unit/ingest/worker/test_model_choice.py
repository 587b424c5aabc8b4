"""Which object model a worker starts with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detectors.models.yolo import Yolo
from ingest.worker.detector_parts import object_model
from sharp_eyes.errors import BadInput, MissingPart
from tests.unit.detectors.models.onnx_files import COCO_NAMES, write_model, yolo_output
from tests.unit.ingest.worker.test_options import OPTIONS


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHARP_EYES_MODEL", "SHARP_EYES_MODEL_FAMILY", "SHARP_EYES_MODEL_PROVIDERS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def yolo_file(tmp_path: Path) -> Path:
    return write_model(
        tmp_path / "mine.onnx", {"output0": yolo_output()}, metadata={"names": COCO_NAMES}
    )


def test_the_family_goes_with_the_file(yolo_file: Path) -> None:
    options = replace(OPTIONS, model=yolo_file, model_family="yolo")
    assert isinstance(object_model(options, options.settings(2)), Yolo)


def test_both_may_come_from_the_environment(
    yolo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHARP_EYES_MODEL", str(yolo_file))
    monkeypatch.setenv("SHARP_EYES_MODEL_FAMILY", "yolo")
    options = replace(OPTIONS, model=None, model_family=None)
    assert isinstance(object_model(options, options.settings(2)), Yolo)


def test_a_file_of_another_family_ends_the_start(yolo_file: Path) -> None:
    options = replace(OPTIONS, model=yolo_file, model_family=None)
    with pytest.raises(BadInput, match="nanodet"):
        object_model(options, options.settings(2))


def test_a_model_named_in_the_environment_and_missing_ends_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHARP_EYES_MODEL", str(tmp_path / "none.onnx"))
    options = replace(OPTIONS, model=None)
    with pytest.raises(MissingPart):
        object_model(options, options.settings(2))


def test_a_worker_without_detectors_loads_none() -> None:
    options = replace(OPTIONS, detectors="none")
    assert object_model(options, options.settings(2)) is None
