"""Loading an object model by file and family."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from detectors.models.family import ModelFamily
from detectors.models.fastestdet import FastestDet
from detectors.models.nanodet import NanoDet
from detectors.models.nanodet_int8 import NanoDetInt8
from detectors.models.object_model import ObjectModel
from detectors.models.onnx_session import DOCTOR, no_first_look
from detectors.models.providers import PROVIDERS_VARIABLE, providers_named
from detectors.models.session_pool import SessionPool
from detectors.models.ssd import Ssd
from detectors.models.ssd_tflite import SsdTflite
from detectors.models.yolo import Yolo
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart, SharpEyesError

MODEL_VARIABLE = "SHARP_EYES_MODEL"
"""Environment variable that names another model: a file, or a packaged one by name."""

FAMILY_VARIABLE = "SHARP_EYES_MODEL_FAMILY"
"""Environment variable that names its family."""

SESSIONS_VARIABLE = "SHARP_EYES_MODEL_SESSIONS"
"""Environment variable: sessions in the pool, 1 by default."""

_MOST_SESSIONS = 64
_WEIGHTS = Path(__file__).parent / "weights"
_PACKAGED: Mapping[str, str] = {
    "nanodet": "nanodet-int8.onnx",
    "nanodet-int8": "nanodet-int8.onnx",
    "nanodet-fp32": "nanodet.onnx",
}


def default_model_path(
    named: Path | None = None, environment: Mapping[str, str] | None = None
) -> Path:
    """Say which model file is to be used.

    Args:
        named: What ``--model`` names; goes before all else.
        environment: Where ``SHARP_EYES_MODEL`` is looked up; the process's own by default.

    Returns:
        The file named, else the one of the environment, else the packaged weights in 8-bit
        integers. ``nanodet-fp32`` and ``nanodet-int8`` name the packaged ones, unless there is a
        file of that name. Whether it exists is found out by ``load_model``.
    """
    text = str(named) if named is not None else _setting(MODEL_VARIABLE, environment)
    chosen = Path(text or "nanodet-int8")
    if str(chosen) in _PACKAGED and not chosen.is_file():
        return _WEIGHTS / _PACKAGED[str(chosen)]
    return chosen


def packaged_model_path() -> Path:
    """Return where the packaged default model lies, built or not."""
    return _WEIGHTS / _PACKAGED["nanodet"]


def default_model_family(
    named: str | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Say which family is to be used.

    Args:
        named: What ``--model-family`` names; goes before all else.
        environment: Where ``SHARP_EYES_MODEL_FAMILY`` is looked up; the process's by default.
    """
    return named or _setting(FAMILY_VARIABLE, environment) or ModelFamily.NANODET.value


def load_model(
    path: Path,
    family: ModelFamily | str = ModelFamily.NANODET,
    *,
    environment: Mapping[str, str] | None = None,
) -> ObjectModel:
    """Load a model and try it once, so that what is wrong shows now and not at the first frame.

    Args:
        path: The model file.
        family: How to read it, one of ``ModelFamily``.
        environment: Where ``SHARP_EYES_MODEL_PROVIDERS`` and ``SHARP_EYES_MODEL_SESSIONS`` are
            looked up; the process's own by default.

    Raises:
        MissingPart: there is no such file, or what runs it is not installed.
        BadInput: unknown family or setting, broken file, or a file of another family.
    """
    known = _family(family)
    if not path.is_file():
        raise MissingPart(
            Bilingual(f"找不到模型文件 {path}", f"the model file {path} is not there"),
            next_step=DOCTOR,
            file=str(path),
        )
    try:
        model = _load(path, known, environment)
        model.detect(np.zeros((90, 160, 3), np.uint8), 0.5)
    except SharpEyesError:
        raise
    except Exception as error:  # whatever a foreign network can raise means the same here
        raise no_first_look(path, known, error) from error
    return model


def _load(path: Path, family: ModelFamily, environment: Mapping[str, str] | None) -> ObjectModel:
    if family is ModelFamily.ULTRALYTICS:
        # Only whoever asks for it gets AGPL-3.0 code into the process.
        from detectors.models.ultralytics_model import UltralyticsModel

        return UltralyticsModel(path)
    if family is ModelFamily.SSD and path.suffix.lower() == ".tflite":
        return SsdTflite(path)
    pool = SessionPool(
        path,
        providers=providers_named(_setting(PROVIDERS_VARIABLE, environment)),
        sessions=_sessions(_setting(SESSIONS_VARIABLE, environment)),
    )
    return _READERS[family](pool)


def _nanodet(pool: SessionPool) -> ObjectModel:
    return NanoDetInt8(pool) if NanoDetInt8.reads(pool.session()) else NanoDet(pool)


_READERS: Mapping[ModelFamily, Callable[[SessionPool], ObjectModel]] = {
    ModelFamily.NANODET: _nanodet,
    ModelFamily.FASTESTDET: FastestDet,
    ModelFamily.YOLO: Yolo,
    ModelFamily.SSD: Ssd,
}


def _family(family: ModelFamily | str) -> ModelFamily:
    try:
        return ModelFamily(family)
    except ValueError as error:
        names = ", ".join(ModelFamily)
        raise BadInput(
            Bilingual(f"未知的模型系列“{family}”", f"unknown model family {family!r}"),
            next_step=Bilingual(f"可用的系列：{names}", f"the families are: {names}"),
        ) from error


def _sessions(text: str | None) -> int:
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_SESSIONS:
        raise BadInput(
            Bilingual(f"{SESSIONS_VARIABLE} 的值“{text}”不对", f"{SESSIONS_VARIABLE} is {text!r}"),
            next_step=Bilingual(
                f"写成 1 到 {_MOST_SESSIONS} 的整数", f"write a number from 1 to {_MOST_SESSIONS}"
            ),
        )
    return int(text)


def _setting(name: str, environment: Mapping[str, str] | None) -> str | None:
    return (os.environ if environment is None else environment).get(name) or None
