"""What every object model has in common that runs in a session and knows the classes of COCO."""

from __future__ import annotations

from typing import ClassVar

from detectors.models.coco import COCO_CLASSES
from detectors.models.session_pool import SessionPool
from sharp_eyes.alert.model_name import ModelName


class CocoModel:
    """Base of such models; a subclass looks at pictures. Thread-safe: a call keeps nothing.

    Args:
        pool: The sessions.

    Attributes:
        model_name: Of the family, as alerts name it.
        most_resolved: What ``resolved_people`` says.
    """

    model_name: ClassVar[str]
    most_resolved: ClassVar[int]

    def __init__(self, pool: SessionPool) -> None:
        self._pool = pool

    @property
    def classes(self) -> tuple[str, ...]:
        """The 80 classes of COCO."""
        return COCO_CLASSES

    @property
    def resolved_people(self) -> int:
        """See ``ObjectModel.resolved_people``."""
        return self.most_resolved

    def name(self, threshold: float) -> ModelName:
        """Return the family's name with the sha256 of the weights."""
        return ModelName(
            name=self.model_name, version="1", sha256=self._pool.sha256, threshold=threshold
        )
