"""What a model's input looks like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnxruntime

from detectors.models.session_pool import SessionPool
from sharp_eyes.bilingual import Bilingual

_Dtype = type[np.float32] | type[np.float16] | type[np.uint8]
_DTYPES: dict[str, _Dtype] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(uint8)": np.uint8,
}


@dataclass(frozen=True, slots=True)
class OnnxInput:
    """The one picture that a model takes.

    Attributes:
        name: Of the input.
        dtype: Of its numbers.
        shape: Four sides; none where a side is open.
    """

    name: str
    dtype: _Dtype
    shape: tuple[int | None, int | None, int | None, int | None]

    @classmethod
    def of(cls, pool: SessionPool) -> OnnxInput | Bilingual:
        """Read it from a model; a text says why it cannot be a picture."""
        inputs = pool.session().get_inputs()
        if len(inputs) != 1:
            return Bilingual(
                f"有 {len(inputs)} 个输入，应为一个", f"it has {len(inputs)} inputs, not one"
            )
        return cls._of(inputs[0])

    @classmethod
    def _of(cls, found: onnxruntime.NodeArg) -> OnnxInput | Bilingual:
        if len(found.shape) != 4:
            return Bilingual(
                f"输入为 {found.shape}，不是图片", f"its input is {found.shape}, no picture"
            )
        if found.type not in _DTYPES:
            return Bilingual(f"输入为 {found.type}", f"its input is {found.type}")
        first, second, third, fourth = (
            side if isinstance(side, int) and side > 0 else None for side in found.shape
        )
        return cls(found.name, _DTYPES[found.type], (first, second, third, fourth))
