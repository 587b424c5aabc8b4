"""NanoDet in 32-bit numbers, for a converted file of one's own and for comparison."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from detectors.models.coco import COCO_CLASSES
from detectors.models.detections import Detections
from detectors.models.nanodet_model import Found, NanoDetModel
from detectors.models.nanodet_places import LONG_SIDE, STRIDES, boxes_at, letterbox
from detectors.models.onnx_session import wrong_family
from detectors.models.session_pool import SessionPool
from detectors.picture import Picture
from sharp_eyes.bilingual import Bilingual

# Mean and deviation of the training pictures, blue, green, red (NanoDet's configuration files).
MEAN = np.array([103.53, 116.28, 123.675], np.float32)
DEVIATION = np.array([57.375, 57.12, 58.395], np.float32)


class NanoDet(NanoDetModel):
    """NanoDet-g in 32-bit numbers; see ``NanoDetModel``."""

    model_name = "nanodet-g"

    def __init__(self, pool: SessionPool, *, long_side: int = LONG_SIDE) -> None:
        super().__init__(pool, long_side=long_side)
        session, path = pool.session(), pool.path
        inputs = session.get_inputs()
        outputs = {output.name: output.shape for output in session.get_outputs()}
        self._outputs = [f"scores_{stride}" for stride in STRIDES]
        self._outputs += [f"distances_{stride}" for stride in STRIDES]
        missing = [name for name in self._outputs if name not in outputs]
        if missing:
            names = ", ".join(missing)
            reason = Bilingual(f"没有输出 {names}", f"it has no output {names}")
            raise wrong_family(path, "nanodet", reason)
        shapes = [one.shape for one in inputs]
        if len(inputs) != 1 or len(shapes[0]) != 4 or shapes[0][1] != 3:
            reason = Bilingual(f"输入为 {shapes}", f"its inputs are {shapes}")
            raise wrong_family(path, "nanodet", reason)
        if any(outputs[f"scores_{stride}"][-1] != len(COCO_CLASSES) for stride in STRIDES):
            reason = Bilingual("类别不是 COCO 的 80 类", "it does not know the 80 classes of COCO")
            raise wrong_family(path, "nanodet", reason)
        self._input = inputs[0].name
        height, width = inputs[0].shape[2:]
        self._fixed = (height, width) if isinstance(height, int) else None

    def input_size(self, width: int, height: int) -> tuple[int, int]:
        """See ``NanoDetModel.input_size``; a file of fixed size stays at it."""
        return self._fixed or super().input_size(width, height)

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        height, width = image.shape[:2]
        planes, scale = self.prepare(image)
        outputs = self._pool.session().run(self._outputs, {self._input: planes})
        return self.decode(outputs, planes.shape[3], scale, threshold, width, height)

    def prepare(self, image: Picture) -> tuple[npt.NDArray[np.float32], float]:
        """Letterbox to the top left, subtract the mean, divide by the deviation.

        Returns:
            float32 (1, 3, h, w), and the scale from picture to input pixels.
        """
        height, width = image.shape[:2]
        to_height, to_width = self.input_size(width, height)
        inner, scale = letterbox(width, height, to_width, to_height)
        small = cv2.resize(image, inner, interpolation=cv2.INTER_LINEAR)
        planes = np.empty((1, 3, to_height, to_width), np.float32)
        for channel in range(3):
            # The empty part is 0 before the mean is subtracted.
            empty = -MEAN[channel] / DEVIATION[channel]
            plane = planes[0, channel]
            plane[inner[1] :] = empty
            plane[:, inner[0] :] = empty
            np.multiply(
                small[:, :, channel],
                1.0 / DEVIATION[channel],
                out=plane[: inner[1], : inner[0]],
                dtype=np.float32,
            )
            plane[: inner[1], : inner[0]] += empty
        return planes, scale

    def decode(
        self,
        outputs: list[npt.NDArray[np.float32]],
        input_width: int,
        scale: float,
        threshold: float,
        width: int,
        height: int,
    ) -> Detections:
        """Turn the network's outputs into boxes of the picture.

        Args:
            outputs: ``scores_8/16/32`` (1, places, 80), then ``distances_8/16/32``
                (1, places, 44).
            input_width: Width of the network's input, px.
            scale: From picture to input pixels.
            threshold: Least score kept.
            width: Of the picture, px.
            height: Of the picture, px.
        """
        found: list[Found] = []
        for index, stride in enumerate(STRIDES):
            all_scores = outputs[index][0]
            best = all_scores.max(axis=1)
            places = np.flatnonzero(best >= threshold)
            if not len(places):
                continue
            logits = outputs[index + len(STRIDES)][0][places]
            boxes = boxes_at(places, logits, input_width // stride, stride)
            class_ids = all_scores[places].argmax(axis=1).astype(np.int32)
            found.append((boxes, best[places], class_ids))
        return self.detections(found, scale, width, height)
