"""torchvision beside a torch it was not built for."""

from __future__ import annotations

import importlib
import sys


def supply_missing_operators() -> None:
    """Define the operator without which ``import torchvision`` fails beside a CPU-only torch.

    torchvision's wheels on the package index are built for torch with CUDA. Beside the small torch
    its compiled part does not load, and the import ends with "operator torchvision::nms does not
    exist". Where torchvision is whole this does nothing.

    Raises:
        ImportError: there is no torch.
    """
    import torch

    try:
        importlib.import_module("torchvision")
        return
    except RuntimeError:
        pass
    # What the failed import left behind would be taken for the whole.
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.impl("nms", _suppressed, "CPU")
    # Kept, since the operator goes with its library.
    _kept.append(library)
    extension = importlib.import_module("torchvision.extension")
    vars(extension)["_has_ops"] = lambda: True


_kept: list[object] = []


def _suppressed(boxes, scores, iou_threshold):  # type: ignore[no-untyped-def]
    """Return the boxes that stay, best first."""
    import torch

    order = scores.argsort(descending=True)
    kept = []
    while order.numel():
        best = order[0]
        kept.append(best)
        others = order[1:]
        left_top = torch.maximum(boxes[best, :2], boxes[others, :2])
        right_bottom = torch.minimum(boxes[best, 2:], boxes[others, 2:])
        common = (right_bottom - left_top).clamp(min=0).prod(dim=1)
        sizes = (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)
        overlap = common / (sizes[best] + sizes[others] - common + 1e-9)
        order = others[overlap <= iou_threshold]
    return torch.stack(kept) if kept else order
