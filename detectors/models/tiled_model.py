"""Looking at a picture in parts, for people who are small in it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detectors.models.detections import Detections
from detectors.models.object_model import ObjectModel
from detectors.models.suppression import suppress
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName

OVERLAP = 0.2
"""Share of a tile's width and height that it has in common with its neighbour: whoever is smaller
than that is whole in one of them."""

CUT_PX = 2.0
"""A box that comes this near to an inner edge is somebody cut in two."""

MAX_OVERLAP = 0.5
"""Intersection over union above which two boxes are one person seen twice."""


class TiledModel:
    """Runs a model on the whole picture and on overlapping tiles, and merges what it finds.

    The whole picture is looked at too, because tiles cut large people in parts: boxes that end at
    an inner edge of a tile do not count. Costs columns x rows + 1 looks.

    Args:
        model: What looks.
        columns: Tiles side by side.
        rows: Tiles one above the other.
    """

    def __init__(self, model: ObjectModel, columns: int, rows: int) -> None:
        self._model = model
        self._columns = columns
        self._rows = rows

    @property
    def classes(self) -> tuple[str, ...]:
        """Those of the model."""
        return self._model.classes

    @property
    def resolved_people(self) -> int:
        """That of the model: people hide each other in tiles too."""
        return self._model.resolved_people

    def name(self, threshold: float) -> ModelName:
        """Return that of the model."""
        return self._model.name(threshold)

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects; see ``ObjectModel.detect``."""
        height, width = image.shape[:2]
        found = [self._model.detect(image, threshold)]
        for left, top, right, bottom in self._tiles(width, height):
            part = self._model.detect(image[top:bottom, left:right], threshold)
            boxes = part.boxes + np.array([left, top, left, top], np.float32)
            cut = np.zeros(len(boxes), np.bool_)
            for column, edge, inner in (
                (0, left, left > 0),
                (1, top, top > 0),
                (2, right, right < width),
                (3, bottom, bottom < height),
            ):
                if inner:
                    cut |= np.abs(boxes[:, column] - edge) < CUT_PX
            keep = ~cut
            found.append(
                Detections(boxes[keep], part.class_ids[keep], part.scores[keep], part.classes)
            )
        return suppress(
            np.concatenate([one.boxes for one in found]),
            np.concatenate([one.scores for one in found]),
            np.concatenate([one.class_ids for one in found]),
            classes=self.classes,
            max_overlap=MAX_OVERLAP,
            width=width,
            height=height,
        )

    def _tiles(self, width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
        across = _spans(width, self._columns)
        for top, bottom in _spans(height, self._rows):
            for left, right in across:
                yield left, top, right, bottom


def _spans(length: int, count: int) -> list[tuple[int, int]]:
    """Cut a length into spans that overlap by ``OVERLAP`` of a span."""
    span = length / (count - (count - 1) * OVERLAP)
    step = span * (1 - OVERLAP)
    return [
        (round(index * step), min(length, round(index * step + span))) for index in range(count)
    ]
