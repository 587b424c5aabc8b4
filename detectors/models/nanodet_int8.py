"""NanoDet in 8-bit integers, the default object model."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from detectors.models.coco import COCO_CLASSES
from detectors.models.detections import Detections
from detectors.models.nanodet_model import Found, NanoDetModel
from detectors.models.nanodet_places import BINS, LONG_SIDE, STRIDES, boxes_at, letterbox
from detectors.models.onnx_session import wrong_family
from detectors.models.session_pool import SessionPool
from detectors.picture import Picture
from sharp_eyes.bilingual import Bilingual

MEAN_BYTES = (104, 116, 124)
"""Blue, green, red around the input: what the network's mean of 0 is in bytes."""

_CELL = 2
_CELL_CHANNELS = 12
_PAIR = np.dtype("V6")
"""Two pixels of three bytes."""
_LEAST_SCORE = 1e-4
_GREATEST_BYTE = 255


class NanoDetInt8(NanoDetModel):
    """NanoDet-g in 8-bit integers; see ``NanoDetModel``."""

    model_name = "nanodet-g-int8"

    def __init__(self, pool: SessionPool, *, long_side: int = LONG_SIDE) -> None:
        super().__init__(pool, long_side=long_side)
        self._scales = _scales(pool.session(), pool.path)
        self._outputs = [f"{name}_{stride}" for stride in STRIDES for name in ("classes", "sides")]

    @staticmethod
    def reads(session: onnxruntime.InferenceSession) -> bool:
        """Tell whether a file has this form, by its input."""
        inputs = session.get_inputs()
        return len(inputs) == 1 and inputs[0].type == "tensor(uint8)"

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        height, width = image.shape[:2]
        cells, scale = to_cells(image, *self.input_size(width, height))
        outputs = self._pool.session().run(self._outputs, {"image": cells})
        return self.decode(outputs, scale, threshold, width, height)

    def decode(
        self,
        outputs: list[npt.NDArray[np.uint8]],
        scale: float,
        threshold: float,
        width: int,
        height: int,
    ) -> Detections:
        """Turn the network's outputs into boxes of the picture.

        Args:
            outputs: For each stride class logits (1, rows, columns, 80) and side logits
                (1, rows, columns, 44), as bytes.
            scale: From picture to input pixels.
            threshold: Least score kept.
            width: Of the picture, px.
            height: Of the picture, px.
        """
        found: list[Found] = []
        for index, stride in enumerate(STRIDES):
            classes, sides = outputs[2 * index][0], outputs[2 * index + 1][0]
            columns = classes.shape[1]
            flat = classes.reshape(-1, len(COCO_CLASSES))
            places = self._promising(flat, f"classes_{stride}", threshold)
            if not len(places):
                continue
            chosen = flat[places]
            best = chosen.argmax(axis=1)
            step, zero = self._scales[f"classes_{stride}"]
            logits = (chosen[np.arange(len(places)), best].astype(np.float32) - zero) * step
            step, zero = self._scales[f"sides_{stride}"]
            # Softmax does not see the zero point.
            side_logits = sides.reshape(-1, 4 * BINS)[places].astype(np.float32) * step
            boxes = boxes_at(places, side_logits, columns, stride)
            scores = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
            found.append((boxes, scores, best.astype(np.int32)))
        return self.detections(found, scale, width, height)

    def _promising(
        self, classes: npt.NDArray[np.uint8], output: str, threshold: float
    ) -> npt.NDArray[np.intp]:
        """Return the places where some class reaches the threshold, compared as bytes."""
        step, zero = self._scales[output]
        score = min(max(threshold, _LEAST_SCORE), 1 - _LEAST_SCORE)
        least = math.ceil(math.log(score / (1 - score)) / step + zero - 1e-6)
        if least > _GREATEST_BYTE:
            return np.zeros(0, np.intp)
        hits = np.flatnonzero(classes >= max(least, 0)) // len(COCO_CLASSES)
        first = np.ones(len(hits), np.bool_)
        np.not_equal(hits[1:], hits[:-1], out=first[1:])
        return hits[first]


def to_cells(image: Picture, to_height: int, to_width: int) -> tuple[npt.NDArray[np.uint8], float]:
    """Letterbox to the top left and fold 2 x 2 pixels into the channels of a cell.

    The first convolution's padding of one pixel is made here, because its mean is not 0 in bytes.

    Args:
        image: The picture.
        to_height: Of the network's input, px.
        to_width: Of the network's input, px.

    Returns:
        uint8 (1, h / 2 + 1, w / 2 + 1, 12), and the scale from picture to input pixels.
    """
    height, width = image.shape[:2]
    (inner_width, inner_height), scale = letterbox(width, height, to_width, to_height)
    framed = np.zeros((to_height + _CELL, to_width + _CELL, 3), np.uint8)
    framed[0] = MEAN_BYTES
    framed[:, 0] = MEAN_BYTES
    framed[1 : 1 + inner_height, 1 : 1 + inner_width] = cv2.resize(
        image, (inner_width, inner_height), interpolation=cv2.INTER_LINEAR
    )
    rows, columns = framed.shape[0] // _CELL, framed.shape[1] // _CELL
    # Two pixels at a time: byte by byte this takes twice as long.
    pairs = framed.reshape(rows, _CELL, columns, _CELL * 3).view(_PAIR)[..., 0]
    cells = np.empty((rows, columns, _CELL), _PAIR)
    for row in range(_CELL):
        cells[:, :, row] = pairs[:, row]
    return cells.view(np.uint8).reshape(1, rows, columns, _CELL_CHANNELS), scale


def _scales(session: onnxruntime.InferenceSession, path: Path) -> dict[str, tuple[float, int]]:
    written = session.get_modelmeta().custom_metadata_map
    channels = {output.name: output.shape[-1] for output in session.get_outputs()}
    scales: dict[str, tuple[float, int]] = {}
    for stride in STRIDES:
        for name, count in (("classes", len(COCO_CLASSES)), ("sides", 4 * BINS)):
            output = f"{name}_{stride}"
            if channels.get(output) != count:
                raise wrong_family(
                    path,
                    "nanodet",
                    Bilingual(
                        f"没有 {count} 通道的输出 {output}",
                        f"it has no output {output} of {count} channels",
                    ),
                )
            try:
                scales[output] = (
                    float(written[f"{output}_scale"]),
                    int(written[f"{output}_zero"]),
                )
            except (KeyError, ValueError) as error:
                raise wrong_family(
                    path,
                    "nanodet",
                    Bilingual(f"缺少 {output} 的量化比例", f"no scale of {output} in it"),
                ) from error
    return scales
