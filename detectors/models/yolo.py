"""YOLO as ultralytics exports it to ONNX: v8 to v11, and end to end as 26 and v10."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from detectors.models.coco import COCO_CLASSES
from detectors.models.detections import Detections
from detectors.models.onnx_session import no_first_look, wrong_family
from detectors.models.onnx_shape import OnnxInput
from detectors.models.session_pool import SessionPool
from detectors.models.suppression import suppress
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.bilingual import Bilingual

FAMILY = "yolo"
LONG_SIDE = 640
"""Longer side of the input, px, where the file leaves it open: ultralytics' own default."""

MAX_OVERLAP = 0.7
"""Intersection over union above which the lower score goes (ultralytics' ``iou``)."""

PADDING = 114
"""Grey around the picture (ultralytics' ``LetterBox``)."""

RESOLVED_PEOPLE = 30
"""As for every box detector of this size; see ``nanodet_places.RESOLVED_PEOPLE``."""

_END_TO_END_COLUMNS = 6
_BOX_ROWS = 4
_STRIDE = 32


class Yolo:
    """A detection model; its classes come from the file's metadata.

    Two layouts, told apart by the output's shape: (1, 4 + classes, places) with centre, width and
    height, before suppression, and (1, boxes, 6) with corners, score and class, finished.

    Args:
        pool: The sessions.
        long_side: Longer side of the input where the file leaves it open; by default what the file
            says, else 640.

    Raises:
        BadInput: the file is of another family or task.
    """

    def __init__(self, pool: SessionPool, *, long_side: int | None = None) -> None:
        self._pool = pool
        picture = OnnxInput.of(pool)
        if isinstance(picture, Bilingual):
            raise wrong_family(pool.path, FAMILY, picture)
        if picture.shape[1] != 3 or picture.dtype is np.uint8:
            reason = Bilingual(f"输入为 {picture.shape}", f"its input is {picture.shape}")
            raise wrong_family(pool.path, FAMILY, reason)
        self._picture = picture
        written = pool.session().get_modelmeta().custom_metadata_map
        task = written.get("task", "detect")
        if task != "detect":
            reason = Bilingual(
                f"它用于 {task} 任务，不是 detect", f"it is made for the task {task}, not detect"
            )
            raise wrong_family(pool.path, FAMILY, reason)
        self._long_side = long_side or _image_size(written) or LONG_SIDE
        self._end_to_end, class_count = self._layout()
        self._classes = self._names(written, class_count)
        self._name = str(written.get("description", "yolo")).removeprefix("Ultralytics ")[:40]

    @property
    def classes(self) -> tuple[str, ...]:
        """As the file names them, else those of COCO."""
        return self._classes

    @property
    def resolved_people(self) -> int:
        """``RESOLVED_PEOPLE``."""
        return RESOLVED_PEOPLE

    def name(self, threshold: float) -> ModelName:
        """Return the file's own description with the sha256 of its weights."""
        return ModelName(
            name=self._name or "yolo", version="1", sha256=self._pool.sha256, threshold=threshold
        )

    def with_long_side(self, long_side: int) -> Yolo:
        """See ``ResizableModel.with_long_side``; a file of fixed size stays at it."""
        return Yolo(self._pool, long_side=long_side)

    def input_size(self, width: int, height: int) -> tuple[int, int]:
        """Return (height, width) of the input: the file's own, or as small as the picture needs."""
        fixed_height, fixed_width = self._picture.shape[2:]
        scale = self._long_side / max(width, height)
        up = [-(-max(1, round(side * scale)) // _STRIDE) * _STRIDE for side in (height, width)]
        return fixed_height or up[0], fixed_width or up[1]

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        height, width = image.shape[:2]
        planes, scale, left, top = self._prepare(image)
        output = self._pool.session().run(None, {self._picture.name: planes})[0][0]
        rows = output.astype(np.float32, copy=False)
        boxes, scores, class_ids = (
            _finished(rows, threshold) if self._end_to_end else _candidates(rows, threshold)
        )
        known = (class_ids >= 0) & (class_ids < len(self._classes))
        boxes = (boxes[known] - np.array([left, top, left, top], np.float32)) / np.float32(scale)
        return suppress(
            boxes,
            scores[known],
            class_ids[known],
            classes=self._classes,
            # What is finished already must not be thinned out again.
            max_overlap=1.0 if self._end_to_end else MAX_OVERLAP,
            width=width,
            height=height,
        )

    def _prepare(self, image: Picture) -> tuple[npt.NDArray[np.floating], float, int, int]:
        height, width = image.shape[:2]
        to_height, to_width = self.input_size(width, height)
        scale = min(to_width / width, to_height / height)
        inner_width, inner_height = max(1, round(width * scale)), max(1, round(height * scale))
        left, top = (to_width - inner_width) // 2, (to_height - inner_height) // 2
        framed = np.full((to_height, to_width, 3), PADDING, np.uint8)
        framed[top : top + inner_height, left : left + inner_width] = cv2.resize(
            image, (inner_width, inner_height), interpolation=cv2.INTER_LINEAR
        )
        red_green_blue = framed[:, :, ::-1].transpose(2, 0, 1)[None]
        planes = np.multiply(red_green_blue, 1 / 255.0, dtype=np.float32)
        return np.ascontiguousarray(planes, self._picture.dtype), scale, left, top

    def _layout(self) -> tuple[bool, int | None]:
        """Look once: whether the output is finished, and how many classes it tells apart."""
        planes, _scale, _left, _top = self._prepare(np.zeros((90, 160, 3), np.uint8))
        try:
            outputs = self._pool.session().run(None, {self._picture.name: planes})
        except Exception as error:  # onnxruntime's errors share no public base class
            raise no_first_look(self._pool.path, FAMILY, error) from error
        shape = np.shape(outputs[0])
        if len(shape) == 3 and shape[2] == _END_TO_END_COLUMNS:
            return True, None
        if len(shape) == 3 and _BOX_ROWS < shape[1] < shape[2] and len(outputs) == 1:
            return False, shape[1] - _BOX_ROWS
        raise wrong_family(
            self._pool.path,
            FAMILY,
            Bilingual(
                f"输出为 {shape}，应为 (1, 4 + 类别数, 位置数) 或 (1, 框数, 6)",
                f"its output is {shape}, neither (1, 4 + classes, places) nor (1, boxes, 6)",
            ),
        )

    def _names(self, written: Mapping[str, str], count: int | None) -> tuple[str, ...]:
        names = _class_names(written.get("names"))
        if names is None and count in (None, len(COCO_CLASSES)):
            names = COCO_CLASSES
        if names is None or (count is not None and len(names) != count):
            raise wrong_family(
                self._pool.path,
                FAMILY,
                Bilingual(
                    f"文件中没有 {count} 个类别的名称",
                    f"the names of its {count} classes are not in the file",
                ),
            )
        return names


def _candidates(
    output: npt.NDArray[np.float32], threshold: float
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Read (4 + classes, places)."""
    best = output[_BOX_ROWS:].max(axis=0)
    places = np.flatnonzero(best >= threshold)
    x, y, width, height = output[:_BOX_ROWS, places]
    boxes = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)
    class_ids = output[_BOX_ROWS:, places].argmax(axis=0).astype(np.int32)
    return boxes, best[places], class_ids


def _finished(
    output: npt.NDArray[np.float32], threshold: float
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Read (boxes, 6): corners, score, class."""
    kept = output[output[:, 4] >= threshold]
    return kept[:, :4], kept[:, 4], kept[:, 5].astype(np.int32)


def _class_names(text: str | None) -> tuple[str, ...] | None:
    """Read ``{0: 'person', 1: …}``, as ultralytics writes it."""
    try:
        names = ast.literal_eval(text or "")
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(names, list | tuple):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or sorted(names) != list(range(len(names))) or not names:
        return None
    return tuple(str(names[index]).lower() for index in range(len(names)))


def _image_size(written: Mapping[str, str]) -> int | None:
    try:
        size = ast.literal_eval(written.get("imgsz", ""))
        sides = [int(side) for side in (size if isinstance(size, list | tuple) else [size])]
    except (ValueError, SyntaxError, TypeError):
        return None
    largest = max(sides, default=0)
    return largest if 0 < largest <= 4096 else None
