"""A small network that tells works from all else that is new at a place."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from detectors.construction.detail import FINER, Detail
from detectors.construction.scene import LOG_SCALE, WIDTH_PX, Scene
from detectors.construction.works_map import STEP
from detectors.models.onnx_session import open_session, read_model_file
from detectors.picture import FloatMap

HEIGHT_PX = 180
"""Scenes of another height are brought to this one: the network was shown 16:9."""

CHROMA_GAIN = 4.0
"""Brings colour to about the spread of light."""

DETAIL_GAIN = 4.0
"""Does the same for detail."""

CHANNELS = 10 + FINER * FINER

_WEIGHTS = Path(__file__).parent / "works_sight.onnx"


class WorksSight:
    """Says of each spot whether a structure stands there now that did not stand there before.

    A U-Net of half a million weights sees three pictures, the visit and two of the place as it was,
    each as light (log scale, its median at 0) and two colours, whether they are infrared, and what
    the visit shows at twice their width. It was trained on generated series
    (``benchmarks.lasting_change.sight``, design note 0017): houses, sheds, frames, fences, walls,
    earthworks and cabins on the one side, lorries, stalls, crops, laundry, snow, wet ground,
    shadows on the other. One instance serves all cameras.

    Args:
        weights: ONNX file with one input (1, 14, 180, 320) and one output (1, 45, 80).
    """

    def __init__(self, weights: Path = _WEIGHTS) -> None:
        self._session = open_session(read_model_file(weights), weights)
        self._input = self._session.get_inputs()[0].name

    def look(self, scene: Scene, before: Scene, other: Scene, detail: Detail) -> FloatMap:
        """Look at one visit.

        Args:
            scene: The visit, registered.
            before: The place as it was, in the light most like the visit's.
            other: The same in another light; ``before`` again where there is none.
            detail: Of the visit, moved as the scene was.

        Returns:
            float32 (H / 4, 80), 0 to 1.
        """
        seen = sight_input(scene, before, other, detail)[None].astype(np.float32)
        (answer,) = self._session.run(None, {self._input: seen})
        works: FloatMap = np.asarray(answer[0], np.float32)
        size = (scene.size[0] // STEP, scene.size[1] // STEP)
        if (works.shape[1], works.shape[0]) != size:
            works = np.asarray(cv2.resize(works, size, interpolation=cv2.INTER_LINEAR), np.float32)
        return works


def sight_input(
    scene: Scene, before: Scene, other: Scene, detail: Detail
) -> npt.NDArray[np.float16]:
    """Return what the network is shown: float16 (14, 180, 320).

    Args:
        scene: The visit, registered.
        before: The place as it was.
        other: The same in another light.
        detail: Of the visit, moved as the scene was; its even and odd rows and columns become
            planes of their own, the upper left pixel of each four first, then the upper right.
    """
    size = (WIDTH_PX, HEIGHT_PX)
    planes = np.empty((CHANNELS, HEIGHT_PX, WIDTH_PX), np.float16)
    for number, one in enumerate((scene, before, other)):
        light = one.light
        if one.size != size:
            light = np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.float32)
        planes[3 * number] = (light - np.median(light)) / np.float32(LOG_SCALE)
        colours = cv2.resize(one.chroma, size, interpolation=cv2.INTER_LINEAR)
        for colour in range(2):
            planes[3 * number + 1 + colour] = colours[:, :, colour] * np.float32(CHROMA_GAIN)
    planes[9] = float(scene.infrared)
    fine = detail.light
    if scene.size != size:
        fine_size = (FINER * WIDTH_PX, FINER * HEIGHT_PX)
        fine = np.asarray(cv2.resize(fine, fine_size, interpolation=cv2.INTER_AREA), np.float32)
    fine = fine * np.float32(DETAIL_GAIN / LOG_SCALE)
    for row in range(FINER):
        for column in range(FINER):
            planes[10 + FINER * row + column] = fine[row::FINER, column::FINER]
    return planes
