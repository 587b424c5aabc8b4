"""What both forms of NanoDet-g do alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from detectors.models.coco import COCO_CLASSES
from detectors.models.coco_model import CocoModel
from detectors.models.detections import Detections
from detectors.models.nanodet_places import (
    LONG_SIDE,
    MAX_OVERLAP,
    RESOLVED_PEOPLE,
    SIZE_MULTIPLE,
    input_size,
)
from detectors.models.session_pool import SessionPool
from detectors.models.suppression import suppress

Found = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int32]]
"""Of one stride: boxes (N, 4) left, top, right, bottom in pixels of the input, scores (N,) and
class ids (N,)."""


class NanoDetModel(CocoModel):
    """NanoDet-g with 80 COCO classes; a subclass reads its numbers.

    Args:
        pool: The sessions, of a file as ``detectors/models/weights/README.md`` describes it.
        long_side: Longer side of the input, px, a multiple of 32; less is cheaper and finds
            fewer small people.

    Raises:
        BadInput: the file is of another family.
    """

    most_resolved = RESOLVED_PEOPLE

    def __init__(self, pool: SessionPool, *, long_side: int = LONG_SIDE) -> None:
        if long_side <= 0 or long_side % SIZE_MULTIPLE:
            raise ValueError(f"long_side must be a multiple of {SIZE_MULTIPLE}, not {long_side}")
        super().__init__(pool)
        self._long_side = long_side

    def input_size(self, width: int, height: int) -> tuple[int, int]:
        """Return (height, width) of the input for a picture: 16:9 gives 256 x 416."""
        return input_size(width, height, self._long_side)

    def with_long_side(self, long_side: int) -> Self:
        """See ``ResizableModel.with_long_side``; the sessions are shared."""
        return type(self)(self._pool, long_side=long_side)

    @staticmethod
    def detections(found: Sequence[Found], scale: float, width: int, height: int) -> Detections:
        """Put what the strides found into the picture, the best of what overlaps.

        Args:
            found: Of each stride with something in it.
            scale: From picture to input pixels.
            width: Of the picture, px.
            height: Of the picture, px.
        """
        if not found:
            return Detections.none(COCO_CLASSES)
        boxes = np.concatenate([boxes for boxes, _scores, _ids in found])
        boxes /= np.float32(scale)
        return suppress(
            boxes,
            np.concatenate([scores for _boxes, scores, _ids in found]),
            np.concatenate([class_ids for _boxes, _scores, class_ids in found]),
            classes=COCO_CLASSES,
            max_overlap=MAX_OVERLAP,
            width=width,
            height=height,
        )
