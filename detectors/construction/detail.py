"""What a picture shows that a scene is too small for."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from detectors.construction.scene import LOG_OFFSET, LOG_SCALE, Scene
from detectors.picture import FloatMap, Picture

FINER = 2
"""Pixels of detail to a pixel of a scene, across and down."""


@dataclass(frozen=True, slots=True)
class Detail:
    """The light of a picture at twice a scene's width, less the scene's own.

    A lorry's wheels and a cabin's windows are a pixel or two of a scene, and a scene is smoothed.
    Near 0 all over where a camera's picture is no wider than a scene.

    Attributes:
        light: float32 (2 H, 640), in units of ``Scene.light``.
    """

    light: FloatMap

    @classmethod
    def of(cls, image: Picture, scene: Scene) -> Detail:
        """Make it from a picture of any size and its scene, before that is registered."""
        size = (scene.size[0] * FINER, scene.size[1] * FINER)
        grey = cv2.cvtColor(
            cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
        ).astype(np.float32)
        light = np.log(grey + np.float32(LOG_OFFSET)) * np.float32(LOG_SCALE)
        light -= cv2.resize(scene.light, size, interpolation=cv2.INTER_LINEAR)
        return cls(np.asarray(light, np.float32))

    def moved(self, shift_px: tuple[float, float]) -> Detail:
        """Move it as its scene was moved: (right, down), px of the scene; nothing comes in."""
        right, down = shift_px
        if not right and not down:
            return self
        matrix = np.array([[1, 0, FINER * right], [0, 1, FINER * down]], np.float32)
        size = (self.light.shape[1], self.light.shape[0])
        return Detail(np.asarray(cv2.warpAffine(self.light, matrix, size), np.float32))
