"""What an object model found in one picture."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Detections:
    """Boxes of one picture, best score first within a class.

    Attributes:
        boxes: float32 (N, 4): left, top, right, bottom in pixels of the picture, clipped to it.
        class_ids: int32 (N,), index into ``classes``.
        scores: float32 (N,), 0 to 1.
        classes: Names of all classes the model knows, lower case.
    """

    boxes: npt.NDArray[np.float32]
    class_ids: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]
    classes: tuple[str, ...]

    @classmethod
    def none(cls, classes: tuple[str, ...]) -> Detections:
        """Return an empty result."""
        return cls(
            np.zeros((0, 4), np.float32), np.zeros(0, np.int32), np.zeros(0, np.float32), classes
        )

    def __len__(self) -> int:
        """Return the number of boxes."""
        return len(self.scores)

    def of(self, names: Collection[str], threshold: float) -> Detections:
        """Keep the boxes of some classes.

        Args:
            names: Class names to keep; unknown ones match nothing.
            threshold: Least score kept.
        """
        wanted = [index for index, name in enumerate(self.classes) if name in names]
        keep = np.isin(self.class_ids, wanted) & (self.scores >= threshold)
        return Detections(self.boxes[keep], self.class_ids[keep], self.scores[keep], self.classes)

    def people(self, threshold: float) -> Detections:
        """Keep the people of at least a score."""
        return self.of(("person",), threshold)
