"""Loading an object model by file and family."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from detectors.models.family import ModelFamily
from detectors.models.fastestdet import FastestDet
from detectors.models.nanodet import NanoDet
from detectors.models.object_model import ObjectModel
from detectors.models.onnx_session import DOCTOR, wrong_family
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

MODEL_VARIABLE = "SHARP_EYES_MODEL"
"""Environment variable that names another model file."""

_LOADERS: Mapping[ModelFamily, Callable[[Path], ObjectModel]] = {
    ModelFamily.NANODET: NanoDet,
    ModelFamily.FASTESTDET: FastestDet,
}


def default_model_path(
    named: Path | None = None, environment: Mapping[str, str] | None = None
) -> Path:
    """Say which model file is to be used.

    Args:
        named: What ``--model`` names; goes before all else.
        environment: Where ``SHARP_EYES_MODEL`` is looked up; the process's own by default.

    Returns:
        The file named, else the one of the environment, else the packaged weights. Whether it
        exists is found out by ``load_model``.
    """
    if named is not None:
        return named
    from_environment = (os.environ if environment is None else environment).get(MODEL_VARIABLE)
    if from_environment:
        return Path(from_environment)
    return Path(__file__).parent / "weights" / "nanodet.onnx"


def load_model(path: Path, family: ModelFamily | str = ModelFamily.NANODET) -> ObjectModel:
    """Load a model and try it once, so that what is wrong shows now and not at the first frame.

    Args:
        path: The ONNX file.
        family: How to read it: ``nanodet`` or ``fastestdet``.

    Raises:
        MissingPart: there is no such file.
        BadInput: unknown family, broken file, or a file of another family.
    """
    try:
        known = ModelFamily(family)
    except ValueError as error:
        names = ", ".join(ModelFamily)
        raise BadInput(
            Bilingual(f"未知的模型系列“{family}”", f"unknown model family {family!r}"),
            next_step=Bilingual(f"可用的系列：{names}", f"the families are: {names}"),
        ) from error
    if not path.is_file():
        raise MissingPart(
            Bilingual("找不到模型文件", "the model file is not there"),
            next_step=DOCTOR,
            file=str(path),
        )
    model = _LOADERS[known](path)
    try:
        model.detect(np.zeros((90, 160, 3), np.uint8), 0.5)
    except Exception as error:  # whatever a foreign network can raise means the same here
        raise wrong_family(path, known, f"a first look failed: {error}"[:300]) from error
    return model
