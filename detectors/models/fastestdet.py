"""FastestDet on onnxruntime: an example of a model that a user brings."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.models.coco import COCO_CLASSES
from detectors.models.coco_model import CocoModel
from detectors.models.detections import Detections
from detectors.models.onnx_session import wrong_family
from detectors.models.session_pool import SessionPool
from detectors.models.suppression import suppress
from detectors.picture import Picture
from sharp_eyes.bilingual import Bilingual

MAX_OVERLAP = 0.45
"""FastestDet's own setting."""

OBJECTNESS_POWER = 0.6
"""score = objectness ** .6 x class ** .4 (FastestDet's ``handle_preds``)."""

RESOLVED_PEOPLE = 20
"""Its grid of 22 x 22 places can hold hardly more people side by side."""

BOX_CHANNELS = 5


class FastestDet(CocoModel):
    """FastestDet with 80 COCO classes; the picture is stretched to its fixed input.

    Args:
        pool: The sessions, of a file with one input (1, 3, S, S) and one output
            (1, 85, S/16, S/16).

    Raises:
        BadInput: the file is of another family.
    """

    model_name = "fastestdet"
    most_resolved = RESOLVED_PEOPLE

    def __init__(self, pool: SessionPool) -> None:
        super().__init__(pool)
        session, path = pool.session(), pool.path
        inputs, outputs = session.get_inputs(), session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1:
            reason = Bilingual(
                f"有 {len(inputs)} 个输入、{len(outputs)} 个输出，应各为一个",
                f"it has {len(inputs)} inputs and {len(outputs)} outputs, not one of each",
            )
            raise wrong_family(path, "fastestdet", reason)
        shape, grid = inputs[0].shape, outputs[0].shape
        if len(shape) != 4 or shape[1] != 3 or not all(isinstance(side, int) for side in shape):
            raise wrong_family(
                path, "fastestdet", Bilingual(f"输入为 {shape}", f"its input is {shape}")
            )
        if len(grid) != 4 or grid[1] != BOX_CHANNELS + len(COCO_CLASSES):
            raise wrong_family(
                path, "fastestdet", Bilingual(f"输出为 {grid}", f"its output is {grid}")
            )
        self._input = inputs[0].name
        self._size = (int(shape[3]), int(shape[2]))

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        height, width = image.shape[:2]
        small = cv2.resize(image, self._size, interpolation=cv2.INTER_LINEAR)
        planes = np.multiply(small.transpose(2, 0, 1)[None], 1 / 255.0, dtype=np.float32)
        grid = self._pool.session().run(None, {self._input: np.ascontiguousarray(planes)})[0][0]
        rows_count, columns_count = grid.shape[1:]
        best = grid[BOX_CHANNELS:].max(axis=0)
        scores = grid[0] ** OBJECTNESS_POWER * best ** (1 - OBJECTNESS_POWER)
        rows, columns = np.nonzero(scores >= threshold)
        if not len(rows):
            return Detections.none(COCO_CLASSES)
        x, y, w, h = grid[1:BOX_CHANNELS, rows, columns]
        centre_x = (columns + np.tanh(x)) / columns_count * width
        centre_y = (rows + np.tanh(y)) / rows_count * height
        half_width = width / (1 + np.exp(-w)) / 2
        half_height = height / (1 + np.exp(-h)) / 2
        boxes = np.stack(
            [
                centre_x - half_width,
                centre_y - half_height,
                centre_x + half_width,
                centre_y + half_height,
            ],
            axis=1,
        )
        return suppress(
            boxes.astype(np.float32),
            scores[rows, columns],
            grid[BOX_CHANNELS:, rows, columns].argmax(axis=0).astype(np.int32),
            classes=COCO_CLASSES,
            max_overlap=MAX_OVERLAP,
            width=width,
            height=height,
        )
