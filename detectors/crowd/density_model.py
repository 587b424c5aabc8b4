"""A density network beside the object model: heads that no box can be drawn around."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from detectors.crowd.people_mapper import DensityMap
from detectors.models.onnx_session import open_session, read_model_file, sha256_of
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

DENSITY_VARIABLE = "SHARP_EYES_DENSITY_MODEL"
"""Environment variable that names the file."""

UNIT_KEY = "people_per_unit"
"""Metadata of the ONNX file: people for a sum of 1 in its map; 1 where it is not there. Networks
trained on maps times 100 say 0.01."""

SIZE_MULTIPLE = 32
LARGEST_SIDE = 1280
"""Longer side of the input where the network leaves it open, px."""

# Mean and deviation of ImageNet, red, green, blue, 0..1: what CSRNet, DM-Count, Bayesian Loss and
# most others of the kind were trained with.
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


class DensityModel:
    """An ONNX network that draws how many people there are at each place. Thread-safe.

    Input: one float32 tensor (1, 3, H, W), red, green, blue, ImageNet-normalised; the whole picture
    is stretched to it. H and W fixed or open; open ones are the picture's, up to 1280 px on the
    longer side, in steps of 32. Output: one float tensor, (1, 1, h, w), (1, h, w) or (h, w), not
    negative; its sum is the number of people in the picture (times ``people_per_unit``). Each
    person weighs where the head is.

    Args:
        path: The ONNX file. It is tried once, so that what is wrong shows now.

    Raises:
        MissingPart: the file cannot be read.
        BadInput: the file is broken or draws no density map.
    """

    def __init__(self, path: Path) -> None:
        data = read_model_file(path)
        self._sha256 = sha256_of(data)
        self._path = path
        self._session = open_session(data, path)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(inputs[0].shape) != 4 or inputs[0].shape[1] not in (3, "3"):
            shapes = [one.shape for one in inputs]
            raise self._wrong(f"输入应为 (1, 3, H, W)，实为 {shapes}", f"its inputs are {shapes}")
        if len(outputs) != 1:
            raise self._wrong(f"应只有一个输出，实有 {len(outputs)}", f"{len(outputs)} outputs")
        self._input = inputs[0].name
        height, width = inputs[0].shape[2:]
        self._fixed = (
            (height, width) if isinstance(height, int) and isinstance(width, int) else None
        )
        told = self._session.get_modelmeta().custom_metadata_map.get(UNIT_KEY, "1")
        try:
            self._people_per_unit = float(told)
        except ValueError:
            self._people_per_unit = 0.0
        if not 0.0 < self._people_per_unit <= 1e4:
            raise self._wrong(f"{UNIT_KEY} 为 {told!r}", f"its {UNIT_KEY} is {told!r}")
        self.people_map(np.full((360, 640, 3), 127, np.uint8))

    def name(self) -> ModelName:
        """Return the file's name with its sha256; a density map has no threshold."""
        return ModelName(
            name=self._path.stem[:60] or "density", version="1", sha256=self._sha256, threshold=0.0
        )

    def people_map(self, image: Picture) -> DensityMap:
        """Draw how many people there are at each place; see ``PeopleMapper``."""
        height, width = self._fixed or _open_size(image.shape[0], image.shape[1])
        small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        planes = (small[:, :, ::-1].astype(np.float32) / 255.0 - MEAN) / DEVIATION
        given = np.ascontiguousarray(planes.transpose(2, 0, 1)[None], np.float32)
        try:
            found = np.asarray(self._session.run(None, {self._input: given})[0], np.float32)
        except Exception as error:  # whatever a foreign network can raise means the same here
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise self._wrong(f"运行失败：{reason}", f"it does not run: {reason}") from error
        shape = found.shape
        # One channel of one picture: all sides but the last two are 1.
        if len(shape) < 2 or found.size == 0 or found.size != shape[-1] * shape[-2]:
            raise self._wrong(f"输出不是密度图：{shape}", f"its output {shape} is no density map")
        people = found.reshape(shape[-2:]) * np.float32(self._people_per_unit)
        if not np.isfinite(people).all():
            raise self._wrong("输出含有非数", "its output holds what is no number")
        # Regression leaves a little below nothing on empty ground.
        return np.asarray(np.maximum(people, 0.0), np.float32)

    def _wrong(self, zh: str, en: str) -> BadInput:
        return BadInput(
            Bilingual(
                f"密度模型 {self._path.name} 不可用：{zh}",
                f"the density model {self._path.name} cannot be used: {en}",
            ),
            next_step=Bilingual(
                f"核对 {DENSITY_VARIABLE} 指定的文件（docs/guide/crowd.md）",
                f"check the file that {DENSITY_VARIABLE} names (docs/guide/crowd.md)",
            ),
            file=str(self._path),
        )


def _open_size(height: int, width: int) -> tuple[int, int]:
    scale = min(1.0, LARGEST_SIDE / max(height, width))
    return (
        max(SIZE_MULTIPLE, round(height * scale / SIZE_MULTIPLE) * SIZE_MULTIPLE),
        max(SIZE_MULTIPLE, round(width * scale / SIZE_MULTIPLE) * SIZE_MULTIPLE),
    )
