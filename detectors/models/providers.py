"""What onnxruntime may run models on."""

from __future__ import annotations

from collections.abc import Mapping

import onnxruntime

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

CPU = "CPUExecutionProvider"

PROVIDERS_VARIABLE = "SHARP_EYES_MODEL_PROVIDERS"
"""Environment variable with names by commas, the preferred one first."""

_KNOWN: Mapping[str, tuple[str, str]] = {
    "cpu": (CPU, "onnxruntime"),
    "cuda": ("CUDAExecutionProvider", "onnxruntime-gpu"),
    "tensorrt": ("TensorrtExecutionProvider", "onnxruntime-gpu"),
    "openvino": ("OpenVINOExecutionProvider", "onnxruntime-openvino"),
    "rocm": ("ROCMExecutionProvider", "onnxruntime-rocm"),
    "migraphx": ("MIGraphXExecutionProvider", "onnxruntime-rocm"),
    "directml": ("DmlExecutionProvider", "onnxruntime-directml"),
    "coreml": ("CoreMLExecutionProvider", "onnxruntime"),
    "cann": ("CANNExecutionProvider", "onnxruntime-cann"),
}
"""Our name → onnxruntime's name and the package that has it."""


def providers_named(text: str | None) -> tuple[str, ...]:
    """Turn a setting into onnxruntime's names, the processor always behind the others.

    Args:
        text: Such as ``cuda`` or ``tensorrt,cuda``; onnxruntime's own names are taken too. Nothing
            means the processor.

    Raises:
        BadInput: a name is unknown.
        MissingPart: this onnxruntime was built without it.
    """
    chosen: list[str] = []
    present = onnxruntime.get_available_providers()
    own_names = {provider.lower(): (provider, package) for provider, package in _KNOWN.values()}
    for name in (part.strip().lower() for part in (text or "").split(",")):
        if not name:
            continue
        if name not in _KNOWN and name not in own_names:
            names = ", ".join(_KNOWN)
            raise BadInput(
                Bilingual(f"未知的推理后端“{name}”", f"unknown provider {name!r} for models"),
                next_step=Bilingual(
                    f"{PROVIDERS_VARIABLE} 可用：{names}", f"{PROVIDERS_VARIABLE} takes: {names}"
                ),
            )
        provider, package = _KNOWN.get(name) or own_names[name]
        if provider not in present:
            raise MissingPart(
                Bilingual(
                    f"本机的 onnxruntime 不含 {provider}",
                    f"the onnxruntime installed here has no {provider}",
                ),
                next_step=Bilingual(
                    f"以 {package} 替换 onnxruntime（先 pip uninstall onnxruntime），"
                    f"或去掉 {PROVIDERS_VARIABLE}；现有：{', '.join(present)}",
                    f"install {package} in place of onnxruntime (pip uninstall onnxruntime "
                    f"first), or unset {PROVIDERS_VARIABLE}; there are: {', '.join(present)}",
                ),
            )
        chosen.append(provider)
    return (*dict.fromkeys(one for one in chosen if one != CPU), CPU)
