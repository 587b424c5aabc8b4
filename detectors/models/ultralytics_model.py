"""The package ``ultralytics`` as an object model: AGPL-3.0, an optional extra."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from detectors.models.detections import Detections
from detectors.models.onnx_session import read_model_file, wrong_family
from detectors.models.torchvision_shim import supply_missing_operators
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

FAMILY = "ultralytics"
RESOLVED_PEOPLE = 30
"""As for every box detector of this size; see ``nanodet_places.RESOLVED_PEOPLE``."""

LICENCE = Bilingual(
    "ultralytics 采用 AGPL-3.0 许可：代码、权重以及用它训练或导出的模型都受其约束；"
    "通过网络提供服务者须公开全部源代码，或向 Ultralytics 购买商业许可",
    "ultralytics is under AGPL-3.0: so are its code, its weights, and what is trained or exported "
    "with it; whoever serves a network with it has to offer the whole source, or to buy a licence "
    "from Ultralytics",
)

# It fetches weights, fonts and packages and reports usage unless told not to.
_QUIET = {"YOLO_OFFLINE": "true", "YOLO_AUTOINSTALL": "false", "YOLO_VERBOSE": "false"}

_log = structlog.get_logger(__name__)


class UltralyticsModel:
    """Any detection model that ``ultralytics.YOLO`` opens. One look at a time.

    Args:
        path: Weights (``.pt``), or a model's description (``.yaml``: random weights, for tests).

    Raises:
        MissingPart: the file or the package is not there.
        BadInput: the file is broken, or no detection model.
    """

    def __init__(self, path: Path) -> None:
        self._sha256 = hashlib.sha256(read_model_file(path)).hexdigest()
        _log.warning("the object model is AGPL-3.0", zh=LICENCE.zh, en=LICENCE.en)
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        try:
            supply_missing_operators()
            from ultralytics import YOLO
        except ImportError as error:
            raise MissingPart(
                Bilingual(
                    f"没有安装 ultralytics：{error}", f"ultralytics is not installed: {error}"
                ),
                next_step=Bilingual(
                    'pip install "sharp-eyes[ultralytics]"；没有显卡时用 '
                    "sharp-eyes doctor --with-ultralytics（AGPL-3.0）",
                    'pip install "sharp-eyes[ultralytics]", or sharp-eyes doctor '
                    "--with-ultralytics where there is no graphics card (AGPL-3.0)",
                ),
            ) from error
        try:
            self._model: Any = YOLO(str(path))
        except Exception as error:  # it raises whatever torch, pickle or yaml raise
            said = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise BadInput(
                Bilingual(
                    f"ultralytics 无法打开模型文件 {path.name}：{said}",
                    f"ultralytics cannot open the model file {path.name}: {said}",
                ),
                next_step=Bilingual("换一个 .pt 文件", "name another .pt file"),
                file=str(path),
            ) from error
        if self._model.task != "detect":
            task = self._model.task
            reason = Bilingual(f"它用于 {task}，不是 detect", f"it is made for {task}, not detect")
            raise wrong_family(path, FAMILY, reason)
        names = self._model.names
        self._classes = tuple(str(names[index]).lower() for index in range(len(names)))
        self._name = path.stem[:40]
        self._lock = threading.Lock()

    @property
    def classes(self) -> tuple[str, ...]:
        """As the file names them."""
        return self._classes

    @property
    def resolved_people(self) -> int:
        """``RESOLVED_PEOPLE``."""
        return RESOLVED_PEOPLE

    def name(self, threshold: float) -> ModelName:
        """Return ``ultralytics-<file>`` with the sha256 of its weights."""
        return ModelName(
            name=f"ultralytics-{self._name}", version="1", sha256=self._sha256, threshold=threshold
        )

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        with self._lock:
            found = self._model.predict(
                np.ascontiguousarray(image), conf=max(threshold, 1e-4), verbose=False, save=False
            )[0].boxes
        if found is None or not len(found):
            return Detections.none(self._classes)
        return Detections(
            found.xyxy.cpu().numpy().astype(np.float32),
            found.cls.cpu().numpy().astype(np.int32),
            found.conf.cpu().numpy().astype(np.float32),
            self._classes,
        )
