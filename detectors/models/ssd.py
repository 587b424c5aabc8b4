"""SSD in ONNX with the outputs of TensorFlow's object detection API."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.models.coco import COCO_CLASSES
from detectors.models.coco_model import CocoModel
from detectors.models.detections import Detections
from detectors.models.onnx_session import wrong_family
from detectors.models.onnx_shape import OnnxInput
from detectors.models.session_pool import SessionPool
from detectors.models.suppression import suppress
from detectors.picture import Picture
from sharp_eyes.bilingual import Bilingual

FAMILY = "ssd"
SIDE = 300
"""Width and height of the input where the file leaves them open: what such models train at."""

RESOLVED_PEOPLE = 20
"""At 300 x 300 people are small: box detectors of this size lose count earlier."""

# COCO's numbering of 90 has gaps that the list of 80 has not (its annotation files).
_GAPS = frozenset({12, 26, 29, 30, 45, 66, 68, 69, 71, 83})
NUMBERED_CLASSES: dict[int, int] = {
    number: index for index, number in enumerate(n for n in range(1, 91) if n not in _GAPS)
}
"""COCO's number 1 to 90 → index into the 80 names."""


class Ssd(CocoModel):
    """SSD as in the ONNX model zoo (SSD-MobileNetV1), 80 classes of COCO.

    Input uint8 (1, H, W, 3), red, green, blue. Outputs whose names hold ``boxes`` (1, N, 4: top,
    left, bottom, right as shares of the picture), ``classes`` (1, N: COCO's numbers from 1) and
    ``scores`` (1, N); a count of boxes beside them is not needed.

    Args:
        pool: The sessions.

    Raises:
        BadInput: the file is of another family.
    """

    model_name = FAMILY
    most_resolved = RESOLVED_PEOPLE

    def __init__(self, pool: SessionPool) -> None:
        super().__init__(pool)
        picture = OnnxInput.of(pool)
        if isinstance(picture, Bilingual):
            raise wrong_family(pool.path, FAMILY, picture)
        if picture.shape[3] not in (3, None) or picture.dtype is not np.uint8:
            found = f"{picture.dtype.__name__} {picture.shape}"
            reason = Bilingual(
                f"输入为 {found}，应为 uint8 (1, H, W, 3)",
                f"its input is {found}, not uint8 (1, H, W, 3)",
            )
            raise wrong_family(pool.path, FAMILY, reason)
        self._picture = picture
        names = [output.name for output in pool.session().get_outputs()]
        self._outputs: list[str] = []
        for part in ("boxes", "classes", "scores"):
            matching = [name for name in names if part in name.lower() and "raw" not in name]
            if not matching:
                reason = Bilingual(
                    f"没有名称含 {part} 的输出", f"none of its outputs is named {part}"
                )
                raise wrong_family(pool.path, FAMILY, reason)
            self._outputs.append(matching[0])
        self._size = (picture.shape[2] or SIDE, picture.shape[1] or SIDE)

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        height, width = image.shape[:2]
        small = cv2.resize(image, self._size, interpolation=cv2.INTER_LINEAR)
        pixels = np.ascontiguousarray(small[:, :, ::-1])[None]
        boxes, numbers, scores = self._pool.session().run(
            self._outputs, {self._picture.name: pixels}
        )
        found = scores.reshape(-1) >= threshold
        class_ids = np.array(
            [NUMBERED_CLASSES.get(round(float(n)), -1) for n in numbers.reshape(-1)[found]],
            np.int32,
        )
        top, left, bottom, right = boxes.reshape(-1, 4)[found].T
        corners = np.stack([left * width, top * height, right * width, bottom * height], axis=1)
        known = class_ids >= 0
        return suppress(
            corners[known].astype(np.float32),
            scores.reshape(-1)[found][known].astype(np.float32),
            class_ids[known],
            classes=COCO_CLASSES,
            # Such files suppress within themselves.
            max_overlap=1.0,
            width=width,
            height=height,
        )
