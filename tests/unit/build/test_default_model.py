"""Where the default model comes from and when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from build_support.default_model import (
    FLOAT_MODEL,
    INT8_MODEL,
    RANGES_FILE,
    WEIGHTS_FOLDER,
    cache_folder,
    ensure_default_model,
    expected_sha256,
    quantized_nanodet,
)
from build_support.errors import BuildSupportError
from build_support.hashing import file_sha256

MODEL = b"the model"
SUM = hashlib.sha256(MODEL).hexdigest()
SMALL = b"the model in bytes"


def small(model: bytes) -> bytes:
    assert model == MODEL
    return SMALL


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / WEIGHTS_FOLDER
    folder.mkdir(parents=True)
    (folder / FLOAT_MODEL.sum_file).write_text(f"{SUM}  {FLOAT_MODEL.file}\n")
    small_sum = hashlib.sha256(SMALL).hexdigest()
    (folder / INT8_MODEL.sum_file).write_text(f"{small_sum}  {INT8_MODEL.file}\n")
    return tmp_path / "project"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}


def giving(content: bytes) -> tuple[Callable[[], bytes], list[bytes]]:
    """A maker, and the list of what it has made."""
    made: list[bytes] = []

    def make() -> bytes:
        made.append(content)
        return content

    return make, made


def test_it_is_made_once_and_then_taken_from_its_place(
    root: Path, environment: dict[str, str]
) -> None:
    make, made = giving(MODEL)
    for _ in range(2):
        assert ensure_default_model(root, environment=environment, make=make, quantize=small)
    assert made == [MODEL]
    assert (root / WEIGHTS_FOLDER / FLOAT_MODEL.file).read_bytes() == MODEL
    assert (root / WEIGHTS_FOLDER / INT8_MODEL.file).read_bytes() == SMALL


@pytest.mark.parametrize("spoilt", [None, b"cut of"], ids=["missing", "damaged"])
def test_a_missing_or_damaged_file_comes_back_from_the_cache(
    root: Path, environment: dict[str, str], spoilt: bytes | None
) -> None:
    make, made = giving(MODEL)
    ensure_default_model(root, environment=environment, make=make, quantize=small)
    place = root / WEIGHTS_FOLDER / FLOAT_MODEL.file
    place.unlink()
    if spoilt is not None:
        place.write_bytes(spoilt)
    assert ensure_default_model(root, environment=environment, make=make, quantize=small)
    assert place.read_bytes() == MODEL
    assert len(made) == 1


def test_a_damaged_cache_is_not_used(root: Path, environment: dict[str, str]) -> None:
    cached = cache_folder(environment) / f"{SUM}.onnx"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"cut of")
    make, made = giving(MODEL)
    assert ensure_default_model(root, environment=environment, make=make, quantize=small)
    assert made == [MODEL]
    assert cached.read_bytes() == MODEL


def test_another_model_than_the_one_known_is_refused_and_left_nowhere(
    root: Path, environment: dict[str, str]
) -> None:
    make, _ = giving(b"another model")
    with pytest.raises(BuildSupportError, match="expected"):
        ensure_default_model(root, environment=environment, make=make, quantize=small)
    assert not (root / WEIGHTS_FOLDER / FLOAT_MODEL.file).exists()
    assert not cache_folder(environment).exists()


def test_a_cache_that_cannot_be_written_is_no_failure(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    environment = {"XDG_CACHE_HOME": str(tmp_path / "file")}
    assert ensure_default_model(
        root, environment=environment, make=giving(MODEL)[0], quantize=small
    )


def test_it_is_skipped_on_request(root: Path, environment: dict[str, str]) -> None:
    make, made = giving(MODEL)
    skipping = {**environment, "SHARP_EYES_SKIP_MODEL": "1"}
    assert not ensure_default_model(root, environment=skipping, make=make, quantize=small)
    assert made == []


@pytest.mark.parametrize("text", ["", "abcd  nanodet.onnx\n", "x" * 64])
def test_a_file_without_a_sum_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "sum").write_text(text)
    with pytest.raises(BuildSupportError, match="no sha256"):
        expected_sha256(tmp_path / "sum")


@pytest.mark.parametrize("home", ["", "relative/folder"])
def test_the_cache_is_in_the_home_folder_unless_xdg_names_an_absolute_one(home: str) -> None:
    expected = Path.home() / ".cache" / "sharp-eyes" / "models"
    assert cache_folder({"XDG_CACHE_HOME": home}) == expected


@pytest.mark.parametrize("spoilt", [None, b"cut of"], ids=["missing", "damaged"])
def test_the_small_form_is_made_again_without_the_network(
    root: Path, environment: dict[str, str], spoilt: bytes | None
) -> None:
    make, made = giving(MODEL)
    ensure_default_model(root, environment=environment, make=make, quantize=small)
    place = root / WEIGHTS_FOLDER / INT8_MODEL.file
    place.unlink()
    if spoilt is not None:
        place.write_bytes(spoilt)
    assert ensure_default_model(root, environment=environment, make=make, quantize=small)
    assert place.read_bytes() == SMALL
    assert len(made) == 1


def test_another_small_form_than_the_one_known_is_left_nowhere(
    root: Path, environment: dict[str, str]
) -> None:
    with pytest.raises(BuildSupportError, match="nanodet-int8"):
        ensure_default_model(
            root, environment=environment, make=giving(MODEL)[0], quantize=lambda _: b"other"
        )
    assert not (root / WEIGHTS_FOLDER / INT8_MODEL.file).exists()


def test_ranges_of_another_model_are_refused() -> None:
    ranges = Path(__file__).resolve().parents[3] / WEIGHTS_FOLDER / RANGES_FILE
    with pytest.raises(BuildSupportError, match="calibrate again"):
        quantized_nanodet(b"another model", ranges)


@pytest.mark.needs_model
def test_the_small_form_comes_out_the_same_byte_for_byte(model_path: Path) -> None:
    source = model_path.with_name(FLOAT_MODEL.file).read_bytes()
    made = quantized_nanodet(source, model_path.with_name(RANGES_FILE))
    expected = expected_sha256(model_path.with_name(INT8_MODEL.sum_file))
    assert hashlib.sha256(made).hexdigest() == expected


@pytest.mark.needs_model
def test_the_built_model_is_the_known_one_and_takes_rectangles(model_path: Path) -> None:
    import onnxruntime

    path = model_path.with_name(FLOAT_MODEL.file)
    assert file_sha256(path) == expected_sha256(path.with_name(FLOAT_MODEL.sum_file))
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    for height, width in ((416, 416), (256, 416)):
        picture = np.zeros((1, 3, height, width), np.float32)
        outputs = session.run(None, {"image": picture})
        names = [output.name for output in session.get_outputs()]
        shapes = {name: value.shape for name, value in zip(names, outputs, strict=True)}
        for stride in (8, 16, 32):
            places = (height // stride) * (width // stride)
            assert shapes[f"scores_{stride}"] == (1, places, 80)
            assert shapes[f"distances_{stride}"] == (1, places, 44)
