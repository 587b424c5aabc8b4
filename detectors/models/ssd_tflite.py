"""SSD in TensorFlow Lite form."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from detectors.models.coco import COCO_CLASSES
from detectors.models.detections import Detections
from detectors.models.onnx_session import DOCTOR, read_model_file, wrong_family
from detectors.models.ssd import FAMILY, NUMBERED_CLASSES, RESOLVED_PEOPLE
from detectors.models.ssd_anchors import decoded, ssd_anchors
from detectors.models.suppression import suppress
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

MAX_OVERLAP = 0.5
"""Intersection over union above which the lower score goes, where the file leaves that to us."""

_RAW_CLASSES = (
    "???", "bicycle", "boot", "laptop", "person", "chair", "cattle", "desk", "cat",
    "computer mouse", "computer monitor", "box", "mug", "coffee cup", "stationary bicycle", "table",
    "bottle", "high heels", "vehicle", "footwear", "dog", "book", "camera", "car",
)  # fmt: skip
"""Of MediaPipe's SSD-MobileNetV2 (Open Images V4, its label map), the one raw file known to us."""


class Interpreter(Protocol):
    """What of LiteRT's interpreter is used."""

    def allocate_tensors(self) -> None:
        """Make ready."""
        ...

    def get_input_details(self) -> list[dict[str, Any]]:
        """Describe the inputs."""
        ...

    def get_output_details(self) -> list[dict[str, Any]]:
        """Describe the outputs."""
        ...

    def set_tensor(self, tensor_index: int, value: npt.NDArray[Any]) -> None:
        """Set an input."""
        ...

    def invoke(self) -> None:
        """Run."""
        ...

    def get_tensor(self, tensor_index: int) -> npt.NDArray[Any]:
        """Copy an output."""
        ...


def open_interpreter(data: bytes) -> Interpreter:
    """Open a model with LiteRT on one thread.

    Raises:
        MissingPart: LiteRT is not installed.
    """
    try:
        from ai_edge_litert.interpreter import Interpreter as LiteRt
    except ImportError as error:
        raise MissingPart(
            Bilingual(
                "读取 .tflite 需要 LiteRT，本机没有", "LiteRT, which reads .tflite, is missing"
            ),
            next_step=Bilingual(
                'pip install "sharp-eyes[tflite]"，或改用 ONNX 模型',
                'pip install "sharp-eyes[tflite]", or use a model in ONNX',
            ),
        ) from error
    found: Interpreter = LiteRt(model_content=data, num_threads=1)
    return found


class SsdTflite:
    """SSD whose outputs are finished (TFLite_Detection_PostProcess) or raw (1,917 anchors).

    Class names stand in a text file beside the model (``model.tflite`` → ``model.txt``, one a
    line); without it those of COCO, or of MediaPipe's Open Images model where it has 24 classes.
    One interpreter, one look at a time: LiteRT's is not made for many threads.

    Args:
        path: The ``.tflite`` file.
        opener: Makes an interpreter of the file's bytes.

    Raises:
        MissingPart: the file cannot be read, or LiteRT is not installed.
        BadInput: the file is broken or of another family.
    """

    def __init__(
        self, path: Path, opener: Callable[[bytes], Interpreter] = open_interpreter
    ) -> None:
        data = read_model_file(path)
        self._sha256 = hashlib.sha256(data).hexdigest()
        self._lock = threading.Lock()
        try:
            self._interpreter = opener(data)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            said = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise BadInput(
                Bilingual(
                    f"模型文件 {path.name} 损坏或不是 .tflite 格式：{said}",
                    f"the model file {path.name} is broken or no .tflite model: {said}",
                ),
                next_step=DOCTOR,
                file=str(path),
            ) from error
        inputs = self._interpreter.get_input_details()
        shape = tuple(int(side) for side in inputs[0]["shape"]) if inputs else ()
        if len(inputs) != 1 or len(shape) != 4 or shape[3] != 3:
            reason = Bilingual(
                f"输入为 {shape}，应为 (1, H, W, 3)", f"its input is {shape}, not (1, H, W, 3)"
            )
            raise wrong_family(path, FAMILY, reason)
        self._input = int(inputs[0]["index"])
        self._dtype = np.dtype(inputs[0]["dtype"])
        if self._dtype not in (np.dtype(np.float32), np.dtype(np.uint8)):
            reason = Bilingual(f"输入为 {self._dtype}", f"its input is {self._dtype}")
            raise wrong_family(path, FAMILY, reason)
        self._size = (shape[2], shape[1])
        self._finished = self._read_outputs(path)
        self._classes = _labels(path, None if self._finished else self._class_count)

    @property
    def classes(self) -> tuple[str, ...]:
        """As the file beside the model names them."""
        return self._classes

    @property
    def resolved_people(self) -> int:
        """As for SSD in ONNX."""
        return RESOLVED_PEOPLE

    def name(self, threshold: float) -> ModelName:
        """Return ``ssd-tflite`` with the sha256 of its weights."""
        return ModelName(name="ssd-tflite", version="1", sha256=self._sha256, threshold=threshold)

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        height, width = image.shape[:2]
        small = cv2.resize(image, self._size, interpolation=cv2.INTER_LINEAR)[:, :, ::-1]
        if self._dtype == np.float32:
            pixels = np.multiply(small, 1 / 127.5, dtype=np.float32) - np.float32(1)
        else:
            pixels = np.ascontiguousarray(small)
        with self._lock:
            self._interpreter.set_tensor(self._input, pixels[None])
            self._interpreter.invoke()
            first, second, *rest = (self._interpreter.get_tensor(index) for index in self._outputs)
        if self._finished:
            boxes, class_ids, scores = self._finished_boxes(first, second, rest[0], threshold)
        else:
            boxes, class_ids, scores = self._raw_boxes(first[0], second[0], threshold)
        top, left, bottom, right = boxes.T
        corners = np.stack([left * width, top * height, right * width, bottom * height], axis=1)
        return suppress(
            corners.astype(np.float32),
            scores.astype(np.float32),
            class_ids.astype(np.int32),
            classes=self._classes,
            max_overlap=1.0 if self._finished else MAX_OVERLAP,
            width=width,
            height=height,
        )

    def _read_outputs(self, path: Path) -> bool:
        """Find the outputs by their shapes and names; say whether they are finished."""
        details = self._interpreter.get_output_details()
        shapes = {int(one["index"]): tuple(int(side) for side in one["shape"]) for one in details}
        names = {int(one["index"]): str(one["name"]) for one in details}
        boxes = [index for index, shape in shapes.items() if len(shape) == 3 and shape[2] == 4]
        if len(details) == 4 and len(boxes) == 1:
            # The operator's order: boxes, classes, scores, count; names end in the same order.
            flat = [index for index, shape in shapes.items() if len(shape) == 2]
            flat.sort(key=lambda index: names[index])
            if len(flat) == 2:
                self._outputs = (boxes[0], *flat)
                self._class_count = len(NUMBERED_CLASSES)
                return True
        anchors = len(ssd_anchors())
        classes = [
            index
            for index, shape in shapes.items()
            if len(shape) == 3 and shape[1] == anchors and shape[2] != 4
        ]
        if len(details) == 2 and len(boxes) == len(classes) == 1 and shapes[boxes[0]][1] == anchors:
            self._outputs = (boxes[0], classes[0])
            self._class_count = shapes[classes[0]][2]
            return False
        raise wrong_family(
            path,
            FAMILY,
            Bilingual(
                f"输出为 {sorted(shapes.values())}，应为框、类别、分数与数量，或 {anchors} 个锚框",
                f"its outputs are {sorted(shapes.values())}, neither boxes, classes, scores and "
                f"count nor {anchors} anchors",
            ),
        )

    def _finished_boxes(
        self,
        boxes: npt.NDArray[Any],
        numbers: npt.NDArray[Any],
        scores: npt.NDArray[Any],
        threshold: float,
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        flat = scores.reshape(-1)
        kept = np.flatnonzero(flat >= threshold)
        if self._classes is COCO_CLASSES:
            # Counted from 0 here, from 1 in COCO.
            ids = [NUMBERED_CLASSES.get(round(float(n)) + 1, -1) for n in numbers.reshape(-1)[kept]]
        else:
            ids = [round(float(n)) for n in numbers.reshape(-1)[kept]]
        class_ids = np.array(ids, np.int32)
        known = (class_ids >= 0) & (class_ids < len(self._classes))
        return boxes.reshape(-1, 4)[kept][known], class_ids[known], flat[kept][known]

    def _raw_boxes(
        self, boxes: npt.NDArray[Any], logits: npt.NDArray[Any], threshold: float
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        # Class 0 is the background.
        best = logits[:, 1:].argmax(axis=1) + 1
        scores = 1 / (1 + np.exp(-logits[np.arange(len(best)), best]))
        kept = np.flatnonzero(scores >= threshold)
        return decoded(boxes[kept], ssd_anchors()[kept]), best[kept], scores[kept]


def _labels(path: Path, count: int | None) -> tuple[str, ...]:
    beside = path.with_suffix(".txt")
    if beside.is_file():
        lines = beside.read_text(encoding="utf-8", errors="replace").splitlines()
        names = tuple(line.strip().lower() for line in lines if line.strip())
        if count is None or len(names) == count:
            return names
        raise wrong_family(
            path,
            FAMILY,
            Bilingual(
                f"{beside.name} 列出 {len(names)} 个类别，模型有 {count} 个",
                f"{beside.name} names {len(names)} classes, the file has {count}",
            ),
        )
    if count == len(_RAW_CLASSES):
        return _RAW_CLASSES
    if count is None:
        return COCO_CLASSES
    raise wrong_family(
        path,
        FAMILY,
        Bilingual(
            f"请在 {beside.name} 中列出它的 {count} 个类别，每行一个，背景在前",
            f"name its {count} classes in {beside.name}, one a line, background first",
        ),
    )
