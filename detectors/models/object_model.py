"""The one interface of all object models."""

from __future__ import annotations

from typing import Protocol

from detectors.models.detections import Detections
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName


class ObjectModel(Protocol):
    """A picture in, boxes out. One object serves all cameras and may be called by many threads."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, lower case; people are ``person``."""
        ...

    @property
    def resolved_people(self) -> int:
        """Count of people in a picture from which its count is only "at least"."""
        ...

    def name(self, threshold: float) -> ModelName:
        """Return name, version and sha256 of the weights with the threshold in force."""
        ...

    def detect(self, image: Picture, threshold: float) -> Detections:
        """Find objects.

        Args:
            image: Picture of any size from 16 x 16 px, blue, green, red.
            threshold: Least score returned, 0 to 1.
        """
        ...
